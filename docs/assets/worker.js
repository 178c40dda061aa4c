// Workers for pages that are opened as files, where browsers start none: the script runs in a hidden frame instead.
(() => {
  if (location.protocol !== "file:") return;
  // The theme asks by this name whether its script runs in a frame.
  window.IFrameWorker = window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.appendChild(frame);
      this.inner = frame.contentWindow;
      this.ready = new Promise(done => {
        const scope = this.inner, add = src => new Promise(loaded => {
          const script = scope.document.createElement("script");
          script.src = src;
          script.onload = loaded;
          scope.document.body.appendChild(script);
        });
        scope.importScripts = (...all) => all.reduce((before, src) => before.then(() => add(src)), Promise.resolve());
        scope.postMessage = data => this.dispatchEvent(new MessageEvent("message", { data }));
        add(url).then(done);
      });
      this.addEventListener("message", event => this.onmessage?.(event));
    }
    postMessage(data) {
      this.ready.then(() => this.inner.dispatchEvent(new MessageEvent("message", { data: structuredClone(data) })));
    }
    terminate() { this.inner.frameElement?.remove(); }
  };
})();
