// Somebody who has typed into a long form and closes the tab is asked first. Forms that may be left say so.
const forms = document.querySelectorAll("form[data-keep]")
let typed = false
for (const form of forms) {
  form.addEventListener("input", () => { typed = true })
  form.addEventListener("submit", () => { typed = false })
}
if (forms.length) {
  window.addEventListener("beforeunload", event => { if (typed) event.preventDefault() })
}
