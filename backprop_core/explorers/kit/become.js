// Lets what stands in the page become what is wanted, by changing only where the two differ: if a new picture took its
// place, the page would have to style and lay out every letter anew.
function become(here, wanted) {
  const before = [...here.childNodes];
  const after = [...wanted.childNodes];
  after.forEach((node, n) => {
    const old = before[n];
    if (!old) here.append(node);
    else if (old.isEqualNode(node)) return;
    else if (old.nodeName !== node.nodeName || old.namespaceURI !== node.namespaceURI) old.replaceWith(node);
    else if (!(old instanceof Element)) old.data = node.data;
    else {
      for (const { name } of [...old.attributes]) if (!node.hasAttribute(name)) old.removeAttribute(name);
      for (const { name, value } of node.attributes) {
        if (old.getAttribute(name) !== value) old.setAttribute(name, value);
      }
      become(old, node);
    }
  });
  for (const old of before.slice(after.length)) old.remove();
}

