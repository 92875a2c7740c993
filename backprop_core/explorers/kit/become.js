// Lets what stands in the page become what is wanted, by changing only where the two differ: if a new picture took its
// place, the page would have to style and lay out every letter anew.
function become(here, wanted) {
  const before = [...here.childNodes];
  const after = [...wanted.childNodes];
  after.forEach((node, n) => (before[n] ? becomeOne(before[n], node) : here.append(node)));
  for (const old of before.slice(after.length)) old.remove();
}

function becomeOne(old, node) {
  if (old.isEqualNode(node)) return;
  if (old.nodeName !== node.nodeName || old.namespaceURI !== node.namespaceURI) old.replaceWith(node);
  else if (!(old instanceof Element)) old.data = node.data;
  else {
    wear(old, node);
    become(old, node);
  }
}

function wear(old, node) {
  for (const { name } of [...old.attributes]) if (!node.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of node.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
}

// The same for a picture of which each part stands in a line of its own, after the first, with which it begins. Under a
// drag most lines stay as they were, and what stays is not even read. (What is written in one line is read whole.) Returns
// the lines.
function becomePicture(box, text, before) {
  const lines = text.split("\n");
  const wanted = document.createElement("template");
  const picture = box.firstElementChild;
  if (picture?.nodeName !== "svg" || lines.length < 3 || lines.length !== before.length) {
    wanted.innerHTML = lines.join("");
    become(box, wanted.content);
    return lines;
  }
  const others = [...lines.keys()].filter((n) => n && lines[n] !== before[n]);
  wanted.innerHTML = `${lines[0]}${others.map((n) => lines[n]).join("")}</svg>`;
  const [card, ...parts] = wanted.content.firstChild.children;
  wear(picture, wanted.content.firstChild);
  becomeOne(picture.children[0], card);
  others.forEach((n, which) => becomeOne(picture.children[n], parts[which]));
  return lines;
}
