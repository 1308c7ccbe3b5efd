// The page that reads a badge: files in, words out. Whatever a badge says is put in as text.
"use strict";

const result = document.getElementById("result");
const holder = document.getElementById("holder");
const email = document.getElementById("email");
const match = document.getElementById("match");
const drop = document.getElementById("drop");
const MAX_PROSE = 100000;
const MAX_SHOWN = 400000;
let current = null;
let proseLeft = 0;
let shownLeft = 0;

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== undefined).map(shown));
  return made;
}

// Cut a text where the page has enough: a browser takes long to lay out megabytes of it.
function shown(child) {
  if (typeof child !== "string") return child;
  const text = child.slice(0, shownLeft);
  shownLeft -= text.length;
  return text.length < child.length ? `${text}…` : text;
}

// One plain text of a member that may be in several languages.
function plain(value) {
  const first = [value ?? ""].flat()[0];
  return typeof first === "object" && first !== null ? String(first["@value"] ?? "") : String(first ?? "");
}

function items(value) {
  return [value ?? []].flat().filter((item) => typeof item === "object" && item !== null).slice(0, 200);
}

function link(address, text) {
  if (!/^https?:\/\//i.test(address)) return element("span", { dir: "auto" }, text || address);
  return element("a", { href: address, rel: "nofollow noopener noreferrer", dir: "auto" }, text || address);
}

// The commonest of Markdown: paragraphs, lists, emphasis, links. Anything else stays as it was written.
function prose(text) {
  const box = element("div", { class: "prose", dir: "auto" });
  const taken = text.slice(0, proseLeft);
  proseLeft -= taken.length;
  for (const block of taken.split(/\n\s*\n/).slice(0, 500)) {
    const lines = block.split("\n").filter((line) => line.trim());
    const list = [[/^\s*[-*+]\s+/, "ul"], [/^\s*\d{1,9}[.)]\s+/, "ol"]].find(([mark]) => lines.length && lines.every((line) => mark.test(line)));
    if (list) box.append(element(list[1], null, ...lines.map((line) => element("li", null, ...inline(line.replace(list[0], ""))))));
    else box.append(element("p", null, ...inline(lines.join(" ").replace(/^#{1,6}\s+/, ""))));
  }
  return box;
}

function inline(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(/\*\*([^*]{1,999})\*\*|\*([^*\s][^*]{0,999})\*|\[([^\]]{1,999})\]\((https?:\/\/[^\s)]{1,2000})\)/g)) {
    const [all, strong, emphasis, label, address] = found;
    const made = label ? link(address, label) : element(strong ? "strong" : "em", null, strong ?? emphasis);
    parts.push(text.slice(end, found.index), made);
    end = found.index + all.length;
  }
  return [...parts, text.slice(end)];
}

function fact(name, ...content) {
  return element("div", null, element("dt", null, name), element("dd", null, ...content));
}

function section(title, ...content) {
  const heading = element("h3", null, title);
  return content.length ? element("section", { class: "part" }, heading, ...content) : null;
}

function outcome(one, achievement) {
  const described = items(achievement.resultDescription).find((item) => item.id === one.resultDescription) ?? {};
  const level = items(described.rubricCriterionLevel).find((item) => item.id === one.achievedLevel);
  const reached = plain(level?.name) || plain(one.value) || plain(one.status) || say("reached");
  const text = element("p", { dir: "auto" }, element("strong", null, plain(described.name) || say("result")), `: ${reached}`);
  return level?.description ? element("div", null, text, element("p", { class: "quiet", dir: "auto" }, plain(level.description))) : text;
}

function holderText(subject) {
  const kinds = items(subject.identifier).map((item) => {
    if (item.identityType === "emailAddress") return say(item.hashed ? "hashed_email" : "email");
    return say(item.hashed ? "hashed_other" : "other", { kind: item.identityType });
  });
  if (subject.id) kinds.push(String(subject.id));
  return kinds.length ? say("named_by", { identifiers: kinds.join(", ") }) : say("nobody_named");
}

// What others say within the badge. That they signed it is not looked at.
function endorsements(parts) {
  const all = parts.flatMap((part) => items(part.endorsement)).map((item) => {
    const comment = plain(items(item.credentialSubject)[0]?.endorsementComment);
    const who = items(item.issuer)[0] ?? {};
    return element("div", null, element("p", null, link(plain(who.url), plain(who.name) || issuerId(item))), comment ? prose(comment) : null);
  });
  return all.length ? [element("p", { class: "quiet" }, say("endorsements_unchecked")), ...all] : [];
}

function describe(badge, pictureUrl) {
  const said = badge.document;
  const subject = items(said.credentialSubject)[0] ?? {};
  const achievement = items(subject.achievement)[0] ?? {};
  const issuer = items(said.issuer)[0] ?? {};
  const [start, until] = period(said);
  const picture = pictureUrl ? element("figure", null, element("img", { src: pictureUrl, alt: say("picture") })) : null;
  const words = element("div", null,
    element("h2", { dir: "auto", id: "said" }, plain(achievement.name) || plain(said.name) || say("no_name")),
    element("p", { class: "lead", dir: "auto" }, plain(achievement.description)),
    element("dl", { class: "facts" },
      fact(say("given_by"), link(plain(issuer.url) || issuerId(said), plain(issuer.name) || issuerId(said))),
      fact(say("on"), showDay(start ?? say("not_said"))),
      fact(say("expires"), until ? showDay(until) : say("never")),
      fact(say("holder"), holderText(subject)),
      fact(say("file"), badge.form)));
  const card = element("div", { class: picture ? "hero" : "hero alone" }, picture, words);
  const criteria = items(achievement.criteria)[0] ?? {};
  const parts = [
    section(say("what_it_takes"), ...[criteria.narrative ? prose(plain(criteria.narrative)) : null,
      criteria.id ? element("p", null, link(String(criteria.id))) : null].filter(Boolean)),
    section(say("what_was_reached"), ...items(subject.result).map((one) => outcome(one, achievement))),
    section(say("evidence"), ...items(said.evidence).map((item) => element("div", null, element("p", null, link(String(item.id ?? ""), plain(item.name))), item.narrative ? prose(plain(item.narrative)) : null))),
    section(say("standards"), ...items(achievement.alignment).map((item) => element("p", null, link(String(item.targetUrl ?? ""), plain(item.targetName)), item.targetFramework ? ` (${plain(item.targetFramework)})` : ""))),
    section(say("endorsements"), ...endorsements([said, achievement, issuer])),
  ];
  return [card, ...parts.filter(Boolean)];
}

function tell(findings) {
  const marks = { good: ["reached", say("looks_right")], bad: ["bad", say("wrong")], none: ["", say("nothing_to_check")], open: ["", say("not_checked")] };
  return element("section", { class: "panel", "aria-labelledby": "looked" },
    element("h2", { id: "looked" }, say("looked_at")),
    element("dl", { class: "checks" }, ...findings.map(({ name, state, text }) =>
      element("div", null, element("dt", null, name), element("dd", null, element("span", { class: `mark ${marks[state][0]}` }, marks[state][1]), ` ${text}`)))));
}

function summary(findings) {
  const wrong = findings.find((finding) => finding.state === "bad");
  if (wrong) return element("p", { class: "notice bad" }, element("strong", null, `${say("do_not_rely")} `), wrong.text);
  return element("p", { class: "notice plain" }, element("strong", null, `${say("read_not_verified")} `), say("read_told"));
}

// The three questions in the words and the order of `microcred verify`; form takes a verifier.
function answered(findings) {
  const told = Object.entries(answers(findings)).map(([question, answer]) => `${say(question)}: ${say(answer)}`);
  return element("p", { class: "lead", id: "answers" }, [...told, `${say("well_formed")}: ${say("not_checked_here")}`].join(" · "));
}

async function show(bytes, picture) {
  result.replaceChildren();
  holder.hidden = true;
  match.textContent = "";
  [proseLeft, shownLeft] = [MAX_PROSE, MAX_SHOWN];
  try {
    current = await unpack(bytes);
    const findings = await examine(current);
    const url = picture && /PNG|SVG/.test(current.form) ? URL.createObjectURL(picture) : null;
    result.append(summary(findings), answered(findings), ...describe(current, url), tell(findings));
    holder.hidden = items(items(current.document.credentialSubject)[0]?.identifier).length === 0;
    await compare();
  } catch (error) {
    current = null;
    const text = error instanceof SyntaxError || error instanceof TypeError ? say("damaged") : error.message;
    result.append(element("p", { class: "notice bad", role: "alert" }, element("strong", null, `${say("cannot_be_read")} `), text));
  }
}

async function compare() {
  const address = email.value.trim();
  if (!current || !address.includes("@")) {
    match.textContent = "";
    return;
  }
  const found = await names(current.document, address);
  match.className = found ? "good notice" : "notice plain";
  if (found) match.textContent = say("yes_names");
  else if (found === false) match.textContent = say("no_names");
  else match.textContent = say("cannot_compare");
}

async function take(file) {
  if (file) await show(new Uint8Array(await file.arrayBuffer()), file);
}

document.getElementById("file").addEventListener("change", (event) => take(event.target.files[0]));
email.addEventListener("input", compare);
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind === "drop") take(event.dataTransfer.files[0]);
  });
}

// A badge page of this site links here with the badge's file after the number sign.
async function takeLinked() {
  const path = /^#(badges\/[a-z0-9-]+\/badge\.(?:json|jwt))$/.exec(location.hash)?.[1];
  if (!path || !/^https?:$/.test(location.protocol)) return;
  const answer = await fetch(new URL(`../${path}`, location.href), { credentials: "omit" });
  if (answer.ok) await show(new Uint8Array(await answer.arrayBuffer()), null);
}

takeLinked();
