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
function focusOn(field, how) {
  (field.nextElementSibling?.querySelector(".select2-selection") || field).focus(how);
}

function boxAt(target) {
  return target.closest(".select2-container")?.previousElementSibling || target;
}

// Whoever previews, or saves and works on, goes on at the box and the height where they were.
function keepPlace(form) {
  let last = "";
  form.addEventListener("focusin", (event) => {
    const box = boxAt(event.target);
    last = box.type === "submit" ? last : box.name || last;
  });
  form.addEventListener("submit", (event) => {
    const asked = event.submitter?.name;
    if (["_continue", "_preview", "_list"].includes(asked)) {
      const place = { page: location.pathname, height: scrollY, last, asked };
      sessionStorage.setItem("place", JSON.stringify(place));
    }
  });
}

function returnToPlace() {
  const place = JSON.parse(sessionStorage.getItem("place"));
  sessionStorage.removeItem("place");
  if (place?.page !== location.pathname || location.hash) {
    return;
  }
  const rows = place.asked === "_list" && document.querySelector(".grid-scroll");
  const box = rows || document.getElementsByName(place.last)[0];
  if (box) {
    focusOn(box, { preventScroll: true });
  }
  rows ? rows.parentElement.scrollIntoView() : scrollTo(0, place.height);
  keepMessagesInSight();
}

function keepMessagesInSight() {
  const list = document.querySelector(".messagelist");
  list?.classList.add("in-sight");
  for (const event of ["keydown", "pointerdown"]) {
    document.addEventListener(event, () => list?.classList.remove("in-sight"), { once: true });
  }
}

const BOX = ":is(input:not([type=hidden]), select, textarea)";

// Find the box that is first told to be wrong, or the reason that is asked for.
function firstFault() {
  const signs = ".row-form-errors, .errorlist:not(.nonfield), .row-error, .warnings";
  const sign = document.querySelector(".errornote") && document.querySelector(signs);
  if (!sign) {
    return null;
  }
  const row = sign.closest("tr");
  const isOfRow = row?.matches(".row-form-errors") || sign.matches(".row-error");
  const told = sign.matches(".warnings") ? sign : sign.parentElement;
  const place = isOfRow ? row.querySelector(BOX) ? row : row.nextElementSibling : told;
  return place.querySelector("[aria-invalid=true]") || place.querySelector(BOX);
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
  const first = firstFault() || document.querySelector(`.form-row ${BOX}`);
  if (first && document.activeElement?.matches(".submit-row *")) {
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
    keepPlace(form);
  }
});

// Once the Select2 boxes stand: jQuery makes them in the order in which it was asked.
function whenBoxesStand(run) {
  const later = () => setTimeout(run);
  window.django?.jQuery ? django.jQuery(later) : document.addEventListener("DOMContentLoaded", later);
}

whenBoxesStand(() => {
  const fault = firstFault();
  nameBoxes();
  beginAtTheFirstBox();
  goToField();
  returnToPlace();
  if (fault) {
    focusOn(fault);
  }
});
window.addEventListener("load", () => whenBoxesStand(beginAtTheFirstBox));
document.addEventListener("formset:added", () => setTimeout(nameBoxes));
