// Small comforts for the office. Every page works without this file.
"use strict";

(() => {
  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

  // The keys: "/" goes to search, "?" shows the list.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const search = document.querySelector("[data-search]");
    const keys = document.getElementById("keys");
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if ((event.key === "?" || event.key === "؟") && keys && !keys.open) {
      event.preventDefault();
      keys.showModal();
    }
  });

  // In a grid of boxes the arrow keys go to the same box of the row above or below.
  document.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const cell = event.target.closest("[data-grid] td");
    if (!step || !cell || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select")) return;
    const rows = [...cell.closest("tbody").rows];
    const row = rows[rows.indexOf(cell.parentElement) + step];
    const box = row && row.cells[cell.cellIndex].querySelector("input, select");
    if (!box) return;
    event.preventDefault();
    box.focus();
    if (box.select) box.select();
  });

  // Menus of the bar close with Escape and by a click elsewhere; only one is open at a time.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details[data-drop][open]")) {
      if (menu !== except) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-drop]")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details[data-drop][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // A form that was changed and not sent asks before the page is left.
  let changed = null;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-watch]");
    if (form) changed = form;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed && changed.isConnected) event.preventDefault();
  });

  const release = (form) => {
    delete form.dataset.sent;
    delete form.dataset.confirmed;
    form.removeAttribute("aria-busy");
  };

  // Forms that destroy something ask first, in our own words; a form is sent once however often it is clicked.
  const ask = document.getElementById("ask");
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.dataset.confirm && ask && !form.dataset.confirmed) {
      event.preventDefault();
      const button = event.submitter;
      document.getElementById("ask-text").textContent = form.dataset.confirm;
      ask.returnValue = "";
      ask.addEventListener("close", () => {
        if (ask.returnValue !== "yes") return;
        form.dataset.confirmed = "yes";
        form.requestSubmit(button);
      }, { once: true });
      ask.showModal();
      return;
    }
    changed = null;
    if (form.hasAttribute("hx-post")) return;
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
    // An answer that is a file leaves the page where it is; then the form may be sent again.
    window.setTimeout(() => release(form), 6000);
  });

  // A page brought back by the browser's back button can be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) release(form);
  });

  // What has to be mended is read first.
  const first = document.querySelector("[data-focus]");
  if (first) first.focus();
})();
