// What gets better with script: bars and dots lead where they point, and "/" goes to the search. All is there without.
document.querySelectorAll("[data-href]").forEach((mark) => {
  const href = mark.getAttribute("data-href");
  if (!href.startsWith("/")) return;
  mark.classList.add("leads");
  mark.addEventListener("click", () => { window.location.assign(href); });
});
document.addEventListener("keydown", (event) => {
  const within = event.target.closest("input, textarea, select");
  if (event.key !== "/" || within || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  document.getElementById("header-q").focus();
});
