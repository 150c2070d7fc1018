// Ask before leaving a page with something typed and not saved.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector(".change-form #content-main > form");
  if (!form || !window.django?.jQuery) {
    return;
  }
  let unsaved = Boolean(form.querySelector(".errornote"));
  const note = () => { unsaved = true; };
  form.addEventListener("input", note);
  // Select2 tells of a choice through jQuery alone, and Django triggers "change" on every load.
  django.jQuery(form).on("select2:select select2:unselect select2:clear", note);
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) {
      event.preventDefault();
    }
  });
});
