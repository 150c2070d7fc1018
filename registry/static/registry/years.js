// The year that a slider stands on, said while it moves; without this it is said after "Show".
for (const slider of document.querySelectorAll("input[type=range][data-output]")) {
  const output = document.getElementById(slider.dataset.output);
  slider.addEventListener("input", () => { output.value = slider.value; });
}
