// Links to places of documents, which the page follows itself.

/** What makes a link one to a place of a document (start and end in code points). */
export const reading = (doc, start, end) => ({ href: `#${new URLSearchParams({ sheet: "texts", doc: doc.id, at: `${start}-${end}` })}`, "data-doc": doc.id, "data-at": `${start}-${end}` });
