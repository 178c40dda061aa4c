// Elements made without markup: text from documents only ever becomes a text node.

const SVG = "http://www.w3.org/2000/svg";

export const $ = id => document.getElementById(id);

function dress(element, attributes, kids) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") Object.assign(element.style, value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...kids.flat(3).filter(kid => kid != null && kid !== false));
  return element;
}

export const el = (tag, attributes = {}, ...kids) => dress(document.createElement(tag), attributes, kids);
export const svg = (tag, attributes = {}, ...kids) => dress(document.createElementNS(SVG, tag), attributes, kids);
