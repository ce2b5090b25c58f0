/** The instructions of a module, read by the specification's section 5.4: a check on what the assembler wrote. */
export function instructions(bytes: Uint8Array): { readonly prefix: number | null; readonly op: number }[] {
  const out: { prefix: number | null; op: number }[] = [];
  let at = 8;
  const byte = (): number => {
    const b = bytes[at++];
    if (b === undefined) throw new Error('the module ends too early');
    return b;
  };
  const number = (): number => {
    let n = 0;
    for (let scale = 1; ; scale *= 128) {
      const b = byte();
      n += (b & 127) * scale;
      if (b < 128) return n;
    }
  };
  const skip = (n: number): void => {
    at += n;
  };
  const immediates = (op: number): void => {
    if (op === 0x02 || op === 0x03 || op === 0x04) {
      byte();
    } // block type: one of ours is one byte
    else if ([0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24, 0x41, 0x42].includes(op)) {
      number();
    } // an index, or a whole number
    else if (op >= 0x28 && op <= 0x3e) {
      number();
      number();
    } // alignment and offset
    else if (op === 0x43) skip(4);
    else if (op === 0x44) skip(8);
    else if (op === 0xfc) {
      const more = number();
      out.push({ prefix: 0xfc, op: more });
      if (more === 0x0a) skip(2);
      else if (more === 0x0b) skip(1);
      else if (more > 7) throw new Error(`0xfc ${more}`);
    } else if (op === 0xfe) {
      out.push({ prefix: 0xfe, op: number() });
      number();
      number(); // alignment and offset
    } else if (op === 0xfd) {
      const more = number();
      out.push({ prefix: 0xfd, op: more });
      if (more <= 0x0b) {
        number();
        number();
      } else if (more === 0x0c || more === 0x0d) skip(16);
      else if (more >= 0x54 && more <= 0x5b) {
        number();
        number();
        byte();
      } // alignment, offset and lane
      else if (more >= 0x15 && more <= 0x22) byte();
    }
  };
  while (at < bytes.length) {
    const section = byte();
    const end = number() + at;
    if (section !== 10) {
      at = end;
      continue;
    }
    for (let left = number(); left > 0; left--) {
      const last = number() + at;
      for (let groups = number(); groups > 0; groups--) {
        number();
        byte();
      }
      while (at < last) {
        const op = byte();
        if (op < 0xfc) out.push({ prefix: null, op });
        immediates(op);
      }
      if (at !== last || bytes[last - 1] !== 0x0b) throw new Error('instructions and function sizes disagree');
    }
  }
  return out;
}
