// What stands on printed pages, read from the PDF.

// pdf.js says on loading that it will not be able to draw; it only has to read.
const log = console.log;
console.log = () => {};
const { getDocument, OPS } = await import("pdfjs-dist/legacy/build/pdf.mjs");
console.log = log;

export { OPS };

/** A PDF, as pdf.js gives it. */
export function openPdf(bytes) {
  return getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
}

/** The pages of a PDF, as pdf.js gives them. */
export async function readPdf(bytes) {
  const pdf = await openPdf(bytes);
  return Promise.all(Array.from({ length: pdf.numPages }, (_, at) => pdf.getPage(at + 1)));
}
