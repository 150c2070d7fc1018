// Ask before leaving a page with something typed and not saved.
function watchForm(form) {
  let unsaved = "unsaved" in form.dataset || Boolean(form.querySelector(".errornote"));
  const note = () => { unsaved = true; };
  form.addEventListener("input", note);
  // Select2 tells of a choice through jQuery alone, and Django triggers "change" on every load.
  window.django?.jQuery?.(form).on("select2:select select2:unselect select2:clear", note);
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) {
      event.preventDefault();
    }
  });
}

// A double click sends a form once: the second would find that the first has done it.
const DOUBLE = 2000; // milliseconds
let sentAt = -Infinity;
document.addEventListener("submit", (event) => {
  if (event.timeStamp - sentAt < DOUBLE) {
    event.preventDefault();
  } else {
    sentAt = event.timeStamp;
  }
});

// Behind a Select2 box the select itself cannot be seen.
function focusOn(field) {
  (field.nextElementSibling?.querySelector(".select2-selection") || field).focus();
}

// Go to the field that the address names.
function goToField() {
  const field = location.hash.startsWith("#id_") && document.getElementById(location.hash.slice(1));
  if (field) {
    focusOn(field);
  }
}

// Django begins a new record at the first button, for that stands above the first box: whoever
// types on would press it. Its script comes when it comes, before the page has loaded.
function beginAtTheFirstBox() {
  const box = ".form-row :is(input:not([type=hidden]), select, textarea)";
  const first = document.activeElement?.matches(".submit-row *") && document.querySelector(box);
  if (first) {
    focusOn(first);
  }
}

// Select2 names its boxes by what is chosen in them; name them by their labels.
function nameBoxes() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = select.getAttribute("aria-label") || select.labels?.[0]?.textContent.trim();
    const box = select.nextElementSibling;
    for (const part of box?.querySelectorAll("[role=combobox], [role=textbox], .select2-search__field") || []) {
      part.setAttribute("aria-label", label);
      part.removeAttribute("aria-labelledby");
    }
  }
}

function isTyping(event) {
  const typing = "input, select, textarea, [contenteditable], .select2-container, dialog";
  return event.target.closest(typing) && event.target.type !== "checkbox";
}

const KEYS = {
  "/": () => document.querySelector("#searchbar, #desk-search"),
  "s": () => document.querySelector("input[name=_save], input[name=_list]"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || isTyping(event)) {
    return;
  }
  if (event.key === "?") {
    document.getElementById("keys")?.showModal();
  } else if (event.key === "/" && !KEYS["/"]()) {
    location.assign(document.querySelector("#branding a, #site-name a")?.href || "/admin/");
  } else if (event.key in KEYS) {
    const target = KEYS[event.key]();
    if (!target) {
      return;
    }
    event.preventDefault();
    target.focus();
    if (event.key === "s") {
      target.click();
    }
  }
});

// Signing in, in another tab, has given this browser another token than the form bears.
function sendAgain(form) {
  form.hidden = false;
  form.addEventListener("submit", () => {
    const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
    form.elements.csrfmiddlewaretoken.value = token ? token[1] : "";
  });
}

document.addEventListener("DOMContentLoaded", () => {
  const again = document.getElementById("send-again");
  if (again) {
    sendAgain(again);
  }
  const form = document.querySelector(".change-form #content-main > form");
  if (form) {
    watchForm(form);
  }
});

// Once the Select2 boxes stand: jQuery makes them in the order in which it was asked.
function whenBoxesStand(run) {
  const later = () => setTimeout(run);
  window.django?.jQuery ? django.jQuery(later) : document.addEventListener("DOMContentLoaded", later);
}

whenBoxesStand(() => {
  nameBoxes();
  beginAtTheFirstBox();
  goToField();
});
window.addEventListener("load", () => whenBoxesStand(beginAtTheFirstBox));
document.addEventListener("formset:added", () => setTimeout(nameBoxes));
