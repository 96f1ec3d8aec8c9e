"use strict";
/* Text with spans becomes DOM nodes through this whitelist; nothing here ever reads text as HTML. */

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", spoiler: "span",
  blockquote: "blockquote", expandable_blockquote: "blockquote", text_link: "a",
};
const SAFE_LINK = /^(https?|tg|mailto|tel):/i;
const START_LINK = /(?:t\.me|vk\.me)\/[\w.-]+\?(?:start|ref)=([\w-]+)/i;
const LIVE = /(https?:\/\/[^\s<>]+|(?:t\.me|vk\.me)\/[^\s<>]+|(?<=^|\s)\/[a-z_]{2,32}(?=$|[\s,.;:!?—)]))/gi;

/* acts: {command(text), start(code)} */
function renderText(text, spans, acts) {
  const sorted = [...spans].filter((one) => TAGS[one.type]).sort((a, b) => a.offset - b.offset || b.length - a.length);
  const box = document.createDocumentFragment();
  fill(box, text, 0, text.length, sorted, acts);
  return box;
}

function fill(box, text, start, end, spans, acts) {
  let at = start;
  while (spans.length && spans[0].offset < end) {
    const span = spans.shift();
    const from = Math.max(span.offset, at);
    const to = Math.min(span.offset + span.length, end);
    if (to <= from) continue;
    plain(box, text.slice(at, from), acts);
    const node = element(span, text.slice(from, to), acts);
    fill(node, text, from, to, spans, acts);
    box.append(node);
    at = to;
  }
  plain(box, text.slice(at, end), acts);
}

function element(span, inner, acts) {
  if (span.type === "text_link") return link(span.url || inner, acts);
  const node = document.createElement(TAGS[span.type]);
  if (span.type === "spoiler") {
    node.className = "spoiler";
    node.addEventListener("click", () => node.classList.add("seen"));
  }
  if (span.type === "expandable_blockquote") {
    node.className = "fold";
    node.addEventListener("click", () => node.classList.toggle("open"));
  }
  return node;
}

function link(address, acts) {
  const code = START_LINK.exec(address);
  const whole = SAFE_LINK.test(address) ? address : "https:" + "/".repeat(2) + address;
  const node = document.createElement("a");
  node.href = whole;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  if (code) {
    node.addEventListener("click", (event) => {
      event.preventDefault();
      acts.start(code[1]);
    });
  }
  return node;
}

function plain(box, text, acts) {
  if (box.nodeName === "A" || box.nodeName === "CODE" || box.nodeName === "PRE") return box.append(text);
  for (const part of text.split(LIVE)) {
    if (!part) continue;
    if (/^\/[a-z_]{2,32}$/i.test(part)) {
      const node = document.createElement("button");
      node.className = "command";
      node.type = "button";
      node.textContent = part;
      node.addEventListener("click", () => acts.command(part));
      box.append(node);
    } else if (/^(https?:\/\/|t\.me\/|vk\.me\/)/i.test(part)) {
      const node = link(part.replace(/[.,;:!?)]+$/, ""), acts);
      node.textContent = part;
      box.append(node);
    } else box.append(part);
  }
}
