// The script of a page, which is carried deflated: half of its size in what people mail and keep.
//
// The browser inflates it, a chunk after the other without waiting for anything else, so that the page is there when its
// document is, as if the script stood in it.  The page's policy knows the digests of both.

const OLD = "此浏览器版本过旧，无法显示本页；请使用较新的浏览器（Chrome、Edge 80，Firefox 113，Safari 16.4 及以上）。 "
  + "This browser is too old for this page; please take a newer one (Chrome or Edge 80, Firefox 113, Safari 16.4 or later).";

async function unpack(packed) {
  const stream = new DecompressionStream("deflate"), writer = stream.writable.getWriter(), reader = stream.readable.getReader();
  writer.write(Uint8Array.fromBase64?.(packed) ?? bytes(atob(packed)));
  writer.close();
  const decoder = new TextDecoder();
  let text = "";
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) text += decoder.decode(chunk.value, { stream: true });
  const script = document.createElement("script");
  script.textContent = text;
  document.body.append(script); // runs here
  script.remove(); // so that a page that a browser saves does not run it twice
}

function bytes(text) {
  const all = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) all[i] = text.charCodeAt(i);
  return all;
}

if (globalThis.DecompressionStream) unpack(PACKED); // which build.mjs puts in
else document.body.textContent = OLD;
