// Ask before leaving a page with something typed and not saved. Select2 tells only jQuery of a choice.
{
  const form = document.querySelector(".change-form #content-main > form");
  if (form && window.django && django.jQuery) {
    let unsaved = Boolean(form.querySelector(".errornote"));
    django.jQuery(form).on("input change formset:removed", () => { unsaved = true; });
    form.addEventListener("submit", () => { unsaved = false; });
    window.addEventListener("beforeunload", (event) => {
      if (unsaved) {
        event.preventDefault();
      }
    });
  }
}
