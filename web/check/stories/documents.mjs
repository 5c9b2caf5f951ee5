// The smallest documents that Strongroom takes.
import { crc32 } from 'node:zlib';

const MAIN = {
  docx: ['word/document.xml', 'wordprocessingml.document.main', '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Hello</w:t></w:r></w:p></w:body></w:document>'],
  xlsx: ['xl/workbook.xml', 'spreadsheetml.sheet.main', '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>'],
  pptx: ['ppt/presentation.xml', 'presentationml.presentation.main', '<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/>'],
};

/** What every scanner takes for malware, in two parts, so that none takes this file for it. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** The longest comment that is taken. */
const MOST = 10_000_000;

/** @param {'docx' | 'xlsx' | 'pptx'} kind @param {number} [padding] @param {Buffer} [picture] what makes it large @param {Record<string, string>} [more] further entries */
export function document(kind, padding = 0, picture, more = {}) {
  const [path, type, xml] = MAIN[kind];
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  return zip({
    '[Content_Types].xml': `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/${path}" ContentType="application/vnd.openxmlformats-officedocument.${type}+xml"/></Types>`,
    '_rels/.rels': `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="${path}"/></Relationships>`,
    [path]: head + xml + `<!-- ${'x'.repeat(Math.min(padding, MOST))} -->`.repeat(Math.max(1, Math.ceil(padding / MOST))),
    ...(picture && { [`${path.split('/')[0]}/media/image1.png`]: picture }),
    ...more,
  });
}

/** A zip that stores its entries as they are. @param {Record<string, string | Buffer>} entries */
function zip(entries) {
  const parts = [], directory = [];
  let at = 0;
  for (const [name, text] of Object.entries(entries)) {
    const [path, bytes] = [Buffer.from(name), Buffer.isBuffer(text) ? text : Buffer.from(text)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x5321, 8);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(path.length, 22);
    parts.push(Buffer.from('PK\x03\x04'), common, path, bytes);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, place, path);
    at += 30 + path.length + bytes.length;
  }
  const central = Buffer.concat(directory), end = Buffer.alloc(18), count = Object.keys(entries).length;
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, central, Buffer.from('PK\x05\x06'), end]);
}
