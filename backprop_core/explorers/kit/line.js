// A labelled line of text.
function makeLine(el) {
  const label = document.createElement("label");
  const words = document.createElement("span");
  const input = document.createElement("input");
  input.autocomplete = "off";
  input.spellcheck = false;
  label.append(words, input);
  el.append(label);
  return { label, words, input };
}

