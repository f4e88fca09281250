// Leaving at once, and a screen that does not stay. Every page works without this file.
"use strict";

(() => {
  const exit = document.querySelector("[data-exit]");
  const seconds = Number(document.body.dataset.idle || 0);
  let left = false;
  let touched = Date.now();

  // The screen is empty at once, however slow the network; the visit ends on the server; and the neutral page takes
  // the place of this one in the history.
  const leave = () => {
    if (left || !exit) return;
    left = true;
    const going = exit.method
      ? fetch(exit.action, { method: "POST", body: new URLSearchParams(new FormData(exit)), keepalive: true })
      : Promise.resolve();
    document.body.replaceChildren();
    const later = new Promise((resolve) => setTimeout(resolve, 2000));
    const go = () => location.replace(exit.dataset.exit);
    Promise.race([going, later]).then(go, go);
  };

  if (exit) {
    exit.addEventListener(exit.method ? "submit" : "click", (event) => {
      event.preventDefault();
      leave();
    });
  }

  // Escape three times within two seconds does the same.
  let pressed = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.repeat) return;
    pressed = [...pressed.filter((moment) => event.timeStamp - moment < 2000), event.timeStamp];
    if (pressed.length > 2) leave();
  });

  // A page that nobody touches empties itself when the visit is over. A phone that slept finds out when it wakes.
  if (seconds) {
    const look = () => {
      if (Date.now() - touched >= seconds * 1000) leave();
    };
    const touch = () => {
      look();
      touched = Date.now();
    };
    for (const kind of ["pointerdown", "keydown", "input", "scroll"]) {
      document.addEventListener(kind, touch, { capture: true, passive: true });
    }
    document.addEventListener("visibilitychange", look);
    setInterval(look, 5000);
  }

  // A page that comes back out of the browser's memory is asked for anew.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.body.replaceChildren();
    location.reload();
  });
})();
