"use strict";
/* One message of a chat as DOM nodes. */

function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
}

function button(name, text, act) {
  const node = make("button", name, text);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

function size(bytes) {
  if (bytes < 1024) return bytes + " Б";
  return bytes < 1048576 ? Math.round(bytes / 1024) + " КБ" : (bytes / 1048576).toFixed(1).replace(".", ",") + " МБ";
}

function day(iso) {
  return DAY.format(new Date(iso.slice(0, 10) + "T00:00:00Z"));
}

function phoneNumber(digits) {
  const found = /^\+?7(\d{3})(\d{3})(\d\d)(\d\d)$/.exec(digits);
  return found ? `+7 ${found[1]} ${found[2]}-${found[3]}-${found[4]}` : digits;
}

function drawBubble(phone, one) {
  const node = make("article", "message " + one.who);
  const body = make("div", "bubble");
  body.append(...one.attachments.map((file) => drawFile(phone, file)));
  if (one.contact) body.append(drawContact(one.contact));
  if (one.rich) body.append(drawRich(one.rich));
  else if (one.text) {
    const text = make("div", "text");
    text.append(renderText(one.text, one.spans, phone.acts));
    body.append(text);
  }
  body.classList.toggle("edited", one.edited);
  body.append(make("time", "", (one.edited ? "изменено " : "") + one.time.slice(11, 16)));
  body.classList.toggle("bare", !one.text && one.attachments.length === 1 && one.attachments[0].kind === "picture");
  node.append(body);
  for (const row of one.buttons) node.append(drawRow(phone, one, row));
  return node;
}

function drawRow(phone, one, row) {
  const line = make("div", "row");
  line.append(...row.map((key) => {
    const node = button(`${key.color} to-${key.kind}`, key.text, async () => {
      if (key.kind === "url") return phone.open(key.url);
      node.classList.add("busy");
      await phone.move("press", { message_id: one.message_id, button: key.text, data: key.data });
      setTimeout(() => node.classList.remove("busy"), 1500);
    });
    return node;
  }));
  return line;
}

function drawFile(phone, file) {
  const node = make("a", file.kind);
  node.href = file.url;
  node.target = "_blank";
  node.rel = "noopener";
  if (file.kind === "picture") {
    const picture = make("img");
    picture.src = node.href;
    picture.alt = file.name;
    picture.addEventListener("load", () => phone.settle());
    node.append(picture);
    return node;
  }
  const names = make("span", "names");
  names.append(make("b", "", file.name), make("span", "", size(file.size)));
  node.append(make("span", "sheet", (file.name.split(".").pop() || "").slice(0, 4)), names);
  return node;
}

function drawContact(card) {
  const node = make("div", "contact");
  const names = make("span", "names");
  names.append(make("b", "", card.first_name), make("span", "", phoneNumber(card.phone_number)));
  node.append(make("span", "sheet", "☎"), names);
  return node;
}
