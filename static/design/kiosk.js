// The kiosk's script: back to the first screen when nobody is there, keys without a round trip, print, and the voice of
// the board. Without it every screen works too; the page then goes back by itself.
const body = document.body
const WARN = 15

function stayOrLeave() {
  const idle = Number(body.dataset.idle)
  if (!idle) return
  const still = document.querySelector(".still")
  let warning, leaving
  const begin = () => {
    clearTimeout(warning); clearTimeout(leaving)
    if (still) still.hidden = true
    warning = setTimeout(() => { if (still) { still.hidden = false; still.querySelector("[data-stay]").focus() } }, Math.max(5, idle - WARN) * 1000)
    leaving = setTimeout(() => { for (const form of document.forms) form.reset(); location.replace(body.dataset.start) }, idle * 1000)
  }
  for (const kind of ["pointerdown", "keydown", "input"]) document.addEventListener(kind, begin)
  begin()
}

function keysWithoutWaiting() {
  for (const keys of document.querySelectorAll("[data-keys]")) {
    const field = document.getElementById(keys.dataset.keys)
    keys.addEventListener("click", event => {
      const key = event.target.closest("button")
      if (!key) return
      event.preventDefault()
      if (key.value === "xoa") field.value = field.value.slice(0, -1)
      else if (key.value === "lai") field.value = ""
      else if (field.value.length < Math.min(field.maxLength, 40)) field.value += key.value
    })
  }
}

function print() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false
    button.addEventListener("click", () => window.print())
  }
}

// Each call is said once: the board renews itself, so what was said last is kept for this screen.
function callAloud() {
  const now = document.querySelector("[data-say]")
  if (!now || !window.speechSynthesis || sessionStorage.getItem("said") === now.dataset.call) return
  sessionStorage.setItem("said", now.dataset.call)
  const words = new SpeechSynthesisUtterance(now.dataset.say)
  words.lang = document.documentElement.lang === "en" ? "en-GB" : "vi-VN"
  window.speechSynthesis.speak(words)
}

// A page kept by the browser is never shown to the next person.
window.addEventListener("pageshow", event => { if (event.persisted) location.replace(body.dataset.start || location.href) })
stayOrLeave(); keysWithoutWaiting(); print(); callAloud()
