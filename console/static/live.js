"use strict";
// The counters of the first page stay fresh; without this script a reload does the same.
(function () {
  const places = document.querySelectorAll("[data-live]");
  if (!places.length) return;
  async function refresh() {
    if (document.hidden) return;
    try {
      const answer = await fetch("/live.json", { credentials: "same-origin" });
      if (!answer.ok) return;
      const counts = await answer.json();
      places.forEach(function (place) {
        const count = counts[place.dataset.live];
        if (count === undefined) return;
        place.textContent = String(count);
        place.closest(".need").classList.toggle("none", count === 0);
      });
    } catch (trouble) { /* the next round will do */ }
  }
  setInterval(refresh, 15000);
})();
