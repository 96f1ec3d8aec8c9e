"use strict";
/* The blocks of a rich message as DOM nodes, by a whitelist; nothing here ever reads text as HTML. */

const RICH_TEXT = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", marked: "mark" };

function drawRich(blocks) {
  const box = make("div", "rich");
  box.append(...blocks.map(richBlock));
  return box;
}

function richBlock(block) {
  if (block.type === "heading") return richLine("h" + block.size, block.text);
  if (block.type === "footer") return richLine("footer", block.text);
  if (block.type === "divider") return make("hr");
  if (block.type === "list") {
    const list = make("ul");
    list.append(...block.items.map((item) => {
      const node = make("li");
      node.append(...item.blocks.map(richBlock));
      return node;
    }));
    return list;
  }
  if (block.type === "details") {
    const node = make("details");
    node.open = Boolean(block.is_open);
    node.append(richLine("summary", block.summary), ...block.blocks.map(richBlock));
    return node;
  }
  return block.type === "table" ? richTable(block) : richLine("p", block.text);
}

function richTable(block) {
  const table = make("table", block.is_striped ? "striped" : "");
  for (const row of block.cells) {
    const line = make("tr");
    line.append(...row.map((cell) => richLine(cell.is_header ? "th" : "td", cell.text || "")));
    table.append(line);
  }
  const box = make("div", "scroll");
  box.append(table);
  return box;
}

function richLine(tag, text) {
  const node = make(tag);
  richText(node, text);
  return node;
}

function richText(node, text) {
  if (Array.isArray(text)) text.forEach((part) => richText(node, part));
  else if (typeof text === "string") node.append(text);
  else {
    const styled = make(RICH_TEXT[text.type] || "span");
    richText(styled, text.text);
    node.append(styled);
  }
}
