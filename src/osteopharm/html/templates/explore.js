"use strict";
(() => {
  const form = document.querySelector("form");
  const rows = [...document.querySelectorAll("[data-row]")];
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const count = document.querySelector("output");
  const effects = [...document.querySelectorAll(".op-effect")];
  const groups = [...document.querySelectorAll(".op-drug"), ...document.querySelectorAll(".op-panel")];
  const fields = [...form.elements].filter((field) => field.name);

  function fits(row, field) {
    if (!field.value) return true;
    if (field.type === "search") {
      return field.value.toLowerCase().split(/\s+/).every((word) => texts.get(row).includes(word));
    }
    return ` ${row.dataset[field.name]} `.includes(` ${field.value} `);
  }

  function show() {
    const shown = new Set();
    for (const row of rows) {
      row.hidden = !fields.every((field) => fits(row, field));
      if (!row.hidden) shown.add(row.dataset.row);
    }
    for (const effect of effects) effect.hidden = !shown.has(effect.dataset.claim);
    for (const group of groups) group.hidden = !group.querySelector(".op-effect:not([hidden])");
    count.textContent = `${shown.size.toLocaleString("en-US")} of ${rows.length.toLocaleString("en-US")} ${count.dataset.what}`;
  }

  function remember() {
    const chosen = new URLSearchParams(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
    history.replaceState(null, "", `#${chosen}`);
  }

  function recall() {
    const text = location.hash.slice(1);
    const chosen = new URLSearchParams(text.includes("=") ? text : `drug=${text}`);
    for (const field of fields) {
      const value = chosen.get(field.name) || "";
      field.value = value;
      if (field.value !== value) field.value = "";
    }
    show();
  }

  form.hidden = false;
  form.addEventListener("input", () => { show(); remember(); });
  form.addEventListener("reset", () => setTimeout(() => { show(); remember(); }));
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", recall);
  recall();
  // An address that ends in a medication shows its rows from the top: the browser would scroll to its place among all.
  if (!location.hash.includes("=") && fields.some((field) => field.value)) remember();
})();
