// Narrow the catalogue down: every word must stand in a card, and every choice must fit it.
"use strict";

const form = document.getElementById("find");
const cards = [...document.querySelectorAll("#cards > li")];

function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

const known = cards.map((card) => ({ card, words: folded(card.dataset.words) }));

// A card that says nothing of a kind is for any.
function suits(card, select) {
  const values = JSON.parse(card.dataset[select.dataset.choice]);
  return !select.value || (values.length === 0 && select.dataset.choice !== "standard") || values.includes(select.value);
}

function narrow() {
  const asked = folded(document.getElementById("words").value).split(/\s+/).filter(Boolean);
  const choices = [...form.querySelectorAll("select")];
  let shown = 0;
  for (const { card, words } of known) {
    const fits = asked.every((word) => words.includes(word)) && choices.every((select) => suits(card, select));
    card.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  const count = document.getElementById("count");
  count.textContent = count.dataset.text.replace("{shown}", shown).replace("{all}", cards.length);
  document.getElementById("nothing").hidden = shown > 0;
}

form.hidden = false;
form.addEventListener("input", narrow);
form.addEventListener("submit", (event) => event.preventDefault());
narrow();
