// Says some minutes before a session ends that it will, and that what is saved is not lost. The page itself says the
// time in words; here it is only brought to notice when it comes.
const warning = document.querySelector("[data-session-minutes]")
if (warning) {
  const before = 5
  const minutes = Number(warning.dataset.sessionMinutes)
  setTimeout(() => { warning.hidden = false; warning.focus() }, Math.max(0, minutes - before) * 60000)
}
