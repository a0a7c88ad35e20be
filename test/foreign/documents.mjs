// Documents as text, because JavaScript's numbers forget the scale that the portal must keep.
import { controlJSON } from './irp.mjs';

const pad = (n) => String(n).padStart(2, '0');

// A Date of the simulator's clock, its UTC fields moved so that they read as Indian Standard Time.
const ist = (instant) => new Date(instant.getTime() + 5.5 * 3600e3);

export const now = async (world) => new Date((await controlJSON('GET', '/clock', undefined, world)).now);

// dd/MM/yyyy in Indian Standard Time, some days from now.
export async function day(offset = 0, world) {
  const d = ist(new Date((await now(world)).getTime() + offset * 86400e3));
  return `${pad(d.getUTCDate())}/${pad(d.getUTCMonth() + 1)}/${d.getUTCFullYear()}`;
}

// yyyy-MM-dd HH:mm:ss as the portal prints times, as an instant.
export const instant = (text) => new Date(text.replace(' ', 'T') + '+05:30');

const run = Date.now().toString(36).slice(-7);
let count = 0;

// A document number nobody used before, at most 16 characters, with a slash in it and letters in both cases.
export const number = () => `Fc${run}/${++count}`;

// A valid interstate B2B invoice. Members stand in an order that is not the schema's, some are null, names of a few
// are spelled in another letter case, and numbers carry every scale that clients send.
export const invoice = ({ no, dt, typ = 'INV', gstin = '29ZZZCS0001A1ZI', edit = (t) => t }) => edit(`{
  "Version": "1.1",
  "Irn": null,
  "ItemList": [
    {"HsnCd":"73181500","SlNo":"1","PrdDesc":"Bolt & nut <M8> + washer's \\u20b9 \`set\`","IsServc":"N","Qty":100.0,"Unit":"Nos",
     "UnitPrice":10.5,"TotAmt":1050.0,"Discount":0,"PreTaxVal":null,"AssAmt":1050.00,"GstRt":18.000,"IgstAmt":189.00,
     "cgstAmt":0,"sgstAmt":0.0,"TotItemVal":1239.00},
    {"SlNo":"2","PrdDesc":"Spanner 1/2","IsServc":"N","HsnCd":"820411","Qty":2,"Unit":"NOS","UnitPrice":100.125,"TotAmt":200.25,
     "AssAmt":200.25,"GstRt":18,"IgstAmt":36.05,"TotItemVal":236.3}
  ],
  "ValDtls": {"TotInvVal":1475.30,"AssVal":1250.25,"IgstVal":225.05,"CgstVal":0,"SgstVal":0.00,"RndOffAmt":null},
  "TranDtls": {"SupTyp":"b2b","TaxSch":"GST","RegRev":"N","EcmGstin":null,"IgstOnIntra":"N"},
  "DocDtls": {"Typ":"${typ.toLowerCase()}","No":"${no}","Dt":"${dt}"},
  "BuyerDtls": {"Gstin":"27ZZZCB0002B1Z0","LglNm":"Beta Traders","Pos":"27","Addr1":"9 Link Road","Addr2":null,"Loc":"MUMBAI",
    "Stcd":"27","Pin":400001,"Em":"ap+in@beta.example","Ph":"9000000002"},
  "SellerDtls": {"LglNm":"Simulated Seller Private Limited","Gstin":"${gstin}","Addr1":"5 Main Road","Loc":"BENGALURU","Stcd":"29",
    "Pin":560001,"Ph":"9000000001","Em":"ar@seller.example"},
  "PayDtls": null,
  "ExpDtls": null
}`);

// What the portal signs for that invoice: its own order, absent and null members gone, number text as sent, the
// escapes of System.Text.Json, Typ and SupTyp in capitals, ItemNo 0.
export const signedInvoice = ({ ackNo, ackDt, irn, no, dt, typ = 'INV', gstin = '29ZZZCS0001A1ZI' }) =>
  `{"AckNo":${ackNo},"AckDt":"${ackDt}","Irn":"${irn}","Version":"1.1",` +
  `"TranDtls":{"TaxSch":"GST","SupTyp":"B2B","RegRev":"N","IgstOnIntra":"N"},` +
  `"DocDtls":{"Typ":"${typ}","No":"${no}","Dt":"${dt}"},` +
  `"SellerDtls":{"Gstin":"${gstin}","LglNm":"Simulated Seller Private Limited","Addr1":"5 Main Road","Loc":"BENGALURU",` +
  `"Pin":560001,"Stcd":"29","Ph":"9000000001","Em":"ar@seller.example"},` +
  `"BuyerDtls":{"Gstin":"27ZZZCB0002B1Z0","LglNm":"Beta Traders","Pos":"27","Addr1":"9 Link Road","Loc":"MUMBAI","Pin":400001,` +
  `"Ph":"9000000002","Em":"ap\\u002Bin@beta.example","Stcd":"27"},` +
  `"ItemList":[{"ItemNo":0,"SlNo":"1","IsServc":"N","PrdDesc":"Bolt \\u0026 nut \\u003CM8\\u003E \\u002B washer\\u0027s \\u20B9 \\u0060set\\u0060",` +
  `"HsnCd":"73181500","Qty":100.0,"Unit":"Nos","UnitPrice":10.5,"TotAmt":1050.0,"Discount":0,"AssAmt":1050.00,"GstRt":18.000,` +
  `"IgstAmt":189.00,"CgstAmt":0,"SgstAmt":0.0,"TotItemVal":1239.00},` +
  `{"ItemNo":0,"SlNo":"2","IsServc":"N","PrdDesc":"Spanner 1/2","HsnCd":"820411","Qty":2,"Unit":"NOS","UnitPrice":100.125,` +
  `"TotAmt":200.25,"AssAmt":200.25,"GstRt":18,"IgstAmt":36.05,"TotItemVal":236.3}],` +
  `"ValDtls":{"AssVal":1250.25,"CgstVal":0,"SgstVal":0.00,"IgstVal":225.05,"TotInvVal":1475.30}}`;

export const signedQRCode = ({ ackDt, irn, no, dt, typ = 'INV', gstin = '29ZZZCS0001A1ZI' }) =>
  `{"SellerGstin":"${gstin}","BuyerGstin":"27ZZZCB0002B1Z0","DocNo":"${no}","DocTyp":"${typ}","DocDt":"${dt}",` +
  `"TotInvVal":1475.30,"ItemCnt":2,"MainHsnCode":"73181500","Irn":"${irn}","IrnDt":"${ackDt}"}`;

export const cancellation = (irn) => JSON.stringify({ Irn: irn, CnlRsn: '2', CnlRem: 'Data entry mistake' });
