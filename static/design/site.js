// The small scripts of pages; every page is whole without them.
import { Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink, createAll, isSupported } from "govuk-frontend"

// The parts look for this class before they start; browsers that know modules have all that they need.
document.body.classList.add("js-enabled", "govuk-frontend-supported")

if (isSupported()) {
  for (const component of [CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink]) createAll(component)
  createAll(Button, { preventDoubleClick: true })
}

import "./leaving.js"
import "./session.js"
import "./printing.js"
