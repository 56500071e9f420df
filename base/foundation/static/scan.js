// Reads QR codes into a field: with the camera, or from a photo. Where the browser cannot read codes
// (no BarcodeDetector: iPhone, Firefox) a photo is scaled down here and read by the centre; without a network
// the field is typed into as before.
const kept = (act) => { try { return act(sessionStorage); } catch { return null; } };

async function reader() {
  if (!("BarcodeDetector" in globalThis)) return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
}

const SIDES = [1000, 600];
/** The grey values of a picture whose longer side has so many pixels. */
function grey(picture, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const width = Math.round(picture.width * scale), height = Math.round(picture.height * scale);
  const canvas = element("canvas", { width, height }), pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0, width, height);
  const { data } = pen.getImageData(0, 0, width, height), values = new Uint8Array(width * height);
  for (let at = 0; at < values.length; at += 1) values[at] = (data[4 * at] * 77 + data[4 * at + 1] * 150 + data[4 * at + 2] * 29) >> 8;
  return { width, values };
}
/** Reads by asking the centre; throws when there is no network. */
const remote = (address) => ({
  async detect(picture) {
    for (const side of SIDES) {
      const { width, values } = grey(picture, side);
      const answer = await fetch(`${address}?width=${width}`, { method: "POST", headers: { "content-type": "application/octet-stream" }, body: values, cache: "no-store" });
      const { text } = answer.ok ? await answer.json() : {};
      if (text) return [{ rawValue: text }];
    }
    return [];
  },
});

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

async function prepare(box, local) {
  const detector = local ?? remote(box.dataset.read);
  const field = document.getElementById(box.dataset.scan);
  const key = "scanning", button = element("button", { type: "button", className: "button", textContent: box.dataset.open });
  const said = element("p", { className: "hint", role: "status" });
  const video = element("video", { playsInline: true, muted: true, hidden: true });
  let stream = null;

  // The code still held before the camera after it was read is not read again, until it was away
  // for some seconds.
  const isSame = (text) => kept((store) => {
    const [last, at] = JSON.parse(store.getItem("scanned") ?? "[]");
    store.setItem("scanned", JSON.stringify([text, Date.now()]));
    return last === text && Date.now() - at < 5000;
  });
  const take = (codes) => {
    const text = codes.map((code) => code.rawValue).find(Boolean);
    if (!text || isSame(text)) return false;
    navigator.vibrate?.(60);
    field.value = text;
    field.form.requestSubmit();
    return true;
  };
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
    button.textContent = box.dataset.open;
  };
  const look = async () => {
    while (stream) {
      const codes = await detector.detect(video).catch(() => []);
      if (stream && take(codes)) return stop();
      await new Promise((done) => setTimeout(done, 150));
    }
  };
  const start = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      button.textContent = box.dataset.close;
      said.textContent = "";
      look();
    } catch {
      stop();
      kept((store) => store.removeItem(key));
      said.textContent = box.dataset.refused;
    }
  };
  button.addEventListener("click", () => {
    const on = !stream;
    kept((store) => (on ? store.setItem(key, "yes") : store.removeItem(key)));
    if (on) start(); else stop();
  });

  const photo = element("input", { type: "file", accept: "image/*", className: "input", id: `${box.dataset.scan}-photo` });
  const label = element("label", { htmlFor: photo.id, textContent: box.dataset.photo });
  photo.addEventListener("change", async () => {
    said.textContent = "";
    const picture = photo.files[0] ? await createImageBitmap(photo.files[0]).catch(() => null) : null;
    const codes = picture ? await detector.detect(picture).catch(() => null) : [];
    kept((store) => store.removeItem("scanned"));
    photo.value = "";
    if (!codes) said.textContent = box.dataset.offline;
    else if (!take(codes)) said.textContent = box.dataset.none;
  });
  if (!local) {
    // The telephone's own camera takes the picture; the field is behind its label.
    photo.capture = "environment";
    photo.className = "unseen";
    label.className = "button";
    label.textContent = box.dataset.take;
    return box.append(photo, label, said);
  }
  const more = element("details", {});
  more.append(element("summary", { textContent: box.dataset.photo }), label, photo);
  label.className = "unseen";

  if (navigator.mediaDevices) box.append(button, video);
  box.append(said, more);
  // Whoever scans one code scans the next too; a page that stays says when.
  box.addEventListener("scan-next", () => { if (!stream && kept((store) => store.getItem(key))) start(); });
  if (kept((store) => store.getItem(key))) start();
}

const local = await reader();
for (const box of document.querySelectorAll("[data-scan]")) if (local || box.dataset.read) prepare(box, local);
