// Reads QR codes into a field: with the camera, or from a photo. Where the browser cannot read codes
// (no BarcodeDetector) nothing is added, and the field is typed or pasted into as before.
const kept = (act) => { try { return act(sessionStorage); } catch { return null; } };

async function reader() {
  if (!("BarcodeDetector" in globalThis)) return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

async function prepare(box, detector) {
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
    const picture = await createImageBitmap(photo.files[0]).catch(() => null);
    const codes = picture ? await detector.detect(picture).catch(() => []) : [];
    kept((store) => store.removeItem("scanned"));
    if (!take(codes)) said.textContent = box.dataset.none;
  });
  const more = element("details", {});
  more.append(element("summary", { textContent: box.dataset.photo }), label, photo);
  label.className = "unseen";

  if (navigator.mediaDevices) box.append(button, video);
  box.append(said, more);
  // Whoever scans one code scans the next too; a page that stays says when.
  box.addEventListener("scan-next", () => { if (!stream && kept((store) => store.getItem(key))) start(); });
  if (kept((store) => store.getItem(key))) start();
}

const detector = await reader();
if (detector) for (const box of document.querySelectorAll("[data-scan]")) prepare(box, detector);
