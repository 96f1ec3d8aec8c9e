"use strict";
/* The chat page: one column per person, fed by /sandbox/events, acting through /sandbox moves. */

const $ = (id) => document.getElementById(id);
const DAY = new Intl.DateTimeFormat("ru", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
const SHORT_DAY = new Intl.DateTimeFormat("ru", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const PLATFORMS = { telegram: "Telegram", vk: "VK" };
const HUES = [212, 28, 146, 274, 340, 184, 48, 8];
const phones = new Map();
let fresh = 0;

/* ---------- talking to the sandbox ---------- */

async function post(path, body) {
  try {
    const answer = await fetch("/sandbox/" + path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body || {}),
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error || answer.statusText);
    return told;
  } catch (error) {
    announce("Не получилось: " + error.message, true);
    return null;
  }
}

function listen() {
  const stream = new EventSource("/sandbox/events");
  stream.addEventListener("run", (event) => {
    const told = JSON.parse(event.data);
    if (listen.run && listen.run !== told.run) location.reload();
    if (!listen.run) fresh = told.number;
    listen.run = told.run;
  });
  stream.onmessage = (event) => {
    const one = JSON.parse(event.data);
    if (one.kind === "person") return person(one.body);
    const phone = phones.get(one.platform + one.user);
    if (!phone) return;
    if (one.kind === "message") phone.message(one.body, one.number > fresh);
    else if (one.number > fresh) phone[one.kind](one.body);
  };
}

/* ---------- one person's phone ---------- */

function announce(text, wrong) {
  const news = $("news");
  news.textContent = text;
  news.hidden = false;
  news.classList.toggle("wrong", Boolean(wrong));
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => { news.hidden = true; }, 6000);
}

class Phone {
  constructor(who) {
    this.root = $("phone").content.firstElementChild.cloneNode(true);
    this.bubbles = new Map();
    this.unread = 0;
    this.told = false;
    this.low = true;
    this.place = { platform: who.platform, user: who.id };
    this.acts = {
      command: (text) => this.move("say", { text }),
      start: (code) => this.move("start", { code }),
    };
    this.part = (name) => this.root.querySelector("." + name);
    this.root.classList.add(who.platform);
    this.root.style.setProperty("--hue", HUES[phones.size % HUES.length]);
    this.chip = button("chip " + who.platform, "", () => this.show());
    this.chip.style.setProperty("--hue", HUES[phones.size % HUES.length]);
    this.text = this.root.querySelector("textarea");
    this.listen();
    this.update(who);
  }

  listen() {
    this.part("write").addEventListener("submit", (event) => { event.preventDefault(); this.say(); });
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.say(); }
    });
    this.text.addEventListener("input", () => this.grow());
    this.part("file").addEventListener("change", (event) => this.attach(event.target));
    this.root.addEventListener("focusin", () => this.read());
    this.root.addEventListener("pointerdown", () => this.read());
    const talk = this.part("talk");
    talk.addEventListener("scroll", () => {
      if (talk.scrollHeight - talk.scrollTop - talk.clientHeight < 60) this.low = true;
      else if (talk.scrollTop < this.was) this.low = false;
      this.was = talk.scrollTop;
    });
    new ResizeObserver(() => this.settle()).observe(talk);
    new IntersectionObserver((seen) => {
      this.visible = seen[0].isIntersecting;
      this.chip.classList.toggle("seen", this.visible);
      if (this.visible) this.count(0);
      if (this.visible && innerWidth < 720) this.chip.scrollIntoView({ block: "nearest", inline: "center" });
    }, { threshold: 0.6 }).observe(this.root);
  }

  move(name, more) { return post(name, { ...this.place, ...more }); }

  show() {
    this.root.scrollIntoView({ behavior: "smooth", block: "nearest", inline: "center" });
    this.count(0);
  }

  /* whoever reads the end keeps reading the end, whatever grows */
  settle() {
    if (this.low) this.part("talk").scrollTop = this.part("talk").scrollHeight;
  }

  count(unread) {
    this.unread = unread;
    this.chip.dataset.unread = unread || "";
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = Math.min(this.text.scrollHeight, 140) + "px";
  }

  say() {
    const text = this.text.value.trim();
    if (!text) return;
    this.text.value = "";
    this.grow();
    this.move("say", { text });
  }

  attach(input) {
    const file = input.files[0];
    if (!file) return;
    const reader = new FileReader();
    reader.onload = () => {
      const content_base64 = reader.result.slice(reader.result.indexOf(",") + 1);
      const picture = /^image\/(png|jpeg|gif)$/.test(file.type);
      this.move("send_file", { name: file.name, content_base64, picture, caption: this.text.value.trim() });
      this.text.value = "";
      input.value = "";
    };
    reader.readAsDataURL(file);
  }

  read() {
    if (this.place.platform !== "vk" || !this.told) return;
    this.told = false;
    this.move("read");
  }

  /* ----- who it is, and what may be pressed below ----- */

  update(who) {
    this.who = who;
    const initials = who.name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("");
    this.part("avatar").textContent = initials;
    this.part("name").textContent = who.name;
    this.part("role").textContent = who.role || phoneNumber(who.phone || "");
    this.part("badge").title = PLATFORMS[who.platform];
    this.chip.replaceChildren(make("span", "avatar", initials), make("span", "", who.name.split(" ")[0]), make("i", "dot"));
    this.chip.title = `${who.name} · ${PLATFORMS[who.platform]}`;
    this.root.classList.toggle("new", !who.met);
    this.menu();
    this.shut();
    this.begin();
    this.hints();
    this.keys();
  }

  menu() {
    const close = (act) => () => { this.part("menu").open = false; act(); };
    const choices = [];
    if (this.who.code) choices.push(button("", "Открыть ссылку с кодом", close(() => this.acts.start(this.who.code))));
    if (this.who.platform === "telegram" && this.who.met && this.who.phone) {
      choices.push(button("", "Поделиться телефоном", close(() => this.move("share_phone"))));
    }
    choices.push(this.who.shut
      ? button("", "Снова разрешить сообщения", close(() => this.move("unblock")))
      : button("danger", "Заблокировать бота", close(() => this.move("block"))));
    this.part("choices").replaceChildren(...choices);
  }

  shut() {
    const line = this.part("shut");
    line.hidden = !this.who.shut;
    line.replaceChildren("Бот заблокирован", button("", "Разблокировать", () => this.move("unblock")));
  }

  begin() {
    const box = this.part("begin");
    box.replaceChildren();
    if (this.who.met) return;
    if (this.who.code) box.append(button("main", "Начать по ссылке с кодом", () => this.acts.start(this.who.code)));
    box.append(button(this.who.code ? "" : "main", this.who.code ? "Начать без кода" : "Начать", () => this.move("start")));
  }

  hints() {
    const hints = this.who.met ? this.who.suggestions : [];
    this.part("hints").replaceChildren(...hints.map((text) => button("", text, () => this.move("say", { text }))));
  }

  keys() {
    const rows = this.who.keyboard.map((row) => {
      const line = make("div", "row");
      line.append(...row.map((key) => {
        const shown = key.kind === "contact" ? "☎ " + key.text : key.text;
        return button(key.color, shown, () => this.move("press", { button: key.text, data: key.data }));
      }));
      return line;
    });
    this.part("keys").replaceChildren(...rows);
  }

  /* ----- bubbles ----- */

  message(one, isNew) {
    const talk = this.part("talk");
    const old = this.bubbles.get(one.message_id);
    if (one.deleted) {
      if (old) old.remove();
      this.bubbles.delete(one.message_id);
      return;
    }
    const node = drawBubble(this, one);
    this.bubbles.set(one.message_id, node);
    if (old) old.replaceWith(node);
    else this.add(talk, node, one);
    if (isNew && !old) node.classList.add("arrives");
    if (isNew && old) node.classList.add("changes");
    if (one.who === "bot" && !old) this.told = true;
    if (one.who === "bot" && isNew && !old && !this.visible) this.count(this.unread + 1);
    this.low = this.low || one.who === "person";
    this.settle();
  }

  add(talk, node, one) {
    const today = day(one.time);
    if (talk.dataset.day !== today) {
      talk.dataset.day = today;
      talk.append(make("div", "date", today));
    }
    talk.append(node);
    this.part("role").classList.remove("typing");
  }

  open(address) {
    const code = START_LINK.exec(address);
    if (code) return this.acts.start(code[1]);
    if (SAFE_LINK.test(address)) window.open(address, "_blank", "noopener,noreferrer");
  }

  toast(body) {
    for (const busy of this.root.querySelectorAll(".busy")) busy.classList.remove("busy");
    if (body.url) this.open(body.url);
    if (!body.text) return;
    const toast = this.part("toast");
    toast.textContent = body.text;
    toast.hidden = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { toast.hidden = true; }, body.alert ? 8000 : 3500);
  }

  typing() {
    const role = this.part("role");
    role.classList.add("typing");
    setTimeout(() => role.classList.remove("typing"), 4000);
  }
}

function person(who) {
  const key = who.platform + who.id;
  if (phones.has(key)) return phones.get(key).update(who);
  const phone = new Phone(who);
  phones.set(key, phone);
  $("phones").append(phone.root);
  $("people").append(phone.chip);
}

/* ---------- time and what lets it pass ---------- */

async function clock() {
  const { now } = await (await fetch("/sandbox/clock")).json();
  $("clock").hidden = !now;
  if (!now) return;
  $("clock-time").textContent = now.slice(11, 16);
  $("clock-day").textContent = day(now);
  $("clock-day").dataset.short = SHORT_DAY.format(new Date(now.slice(0, 10) + "T00:00:00Z"));
}

async function panel() {
  const { title, buttons } = await (await fetch("/sandbox/panel")).json();
  $("title").textContent = document.title = title;
  $("panel").replaceChildren(...buttons.map((one) => {
    const node = button("", one.title, async () => {
      node.disabled = true;
      const told = await post("panel/" + encodeURIComponent(one.key));
      node.disabled = false;
      if (told && told.said) announce(told.said);
      clock();
    });
    return node;
  }));
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
panel();
clock();
setInterval(() => clock().catch(() => {}), 5000);
listen();
