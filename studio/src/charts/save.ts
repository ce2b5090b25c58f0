interface NamedFile {
  readonly name: string;
  /** Such as `text/csv`. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * A chart as a file of its own: colours and faces are written into it, because it leaves the page's style sheet behind.
 */
function standalone(svg: SVGSVGElement, background: string): string {
  const copy = svg.cloneNode(true) as SVGSVGElement; // a clone of an svg is an svg
  const originals = [svg, ...svg.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  const properties = [
    'fill',
    'stroke',
    'stroke-width',
    'stroke-dasharray',
    'stroke-linejoin',
    'opacity',
    'font-family',
    'font-size',
    'font-weight',
    'text-anchor',
  ];
  originals.forEach((element, i) => {
    const style = getComputedStyle(element);
    const to = copies[i];
    for (const p of properties) {
      const value = style.getPropertyValue(p);
      if (value && to) to.setAttribute(p, value);
    }
    to?.removeAttribute('class');
    to?.removeAttribute('style');
  });
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  paper.setAttribute('width', '100%');
  paper.setAttribute('height', '100%');
  paper.setAttribute('fill', background);
  copy.prepend(paper);
  return (
    new XMLSerializer()
      .serializeToString(copy)
      // a browser writes what no XML may hold
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/gu, '\ufffd')
  );
}

const paperOf = (svg: Element): string => getComputedStyle(svg).getPropertyValue('--sheet').trim() || '#fff';

export function saveSvg(svg: SVGSVGElement, name: string): void {
  download(new Blob([standalone(svg, paperOf(svg))], { type: 'image/svg+xml' }), `${name}.svg`);
}

/** Twice the size on the screen, for print. */
export async function savePng(svg: SVGSVGElement, name: string): Promise<void> {
  const { width, height } = svg.getBoundingClientRect();
  const url = URL.createObjectURL(new Blob([standalone(svg, paperOf(svg))], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * 2);
    canvas.height = Math.round(height * 2);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => {
      canvas.toBlob(done, 'image/png');
    });
    if (blob) download(blob, `${name}.png`);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A file that was made in memory. */
export const saveFile = ({ name, type, bytes }: NamedFile): void => {
  download(new Blob([Uint8Array.from(bytes)], { type }), name);
};

export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  const url = URL.createObjectURL(blob);
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}
