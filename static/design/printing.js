// Buttons that print the page; hidden where there is no script, and the page then tells of the browser's own command.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false
  button.addEventListener("click", () => window.print())
}
