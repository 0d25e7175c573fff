// Answering self-tests as a reader does.

/** Answers the question `at` (an element handle) rightly or wrongly, by what the page itself knows. */
export async function answer(at, right) {
  const form = await at.getAttribute("data-form");
  const correct = ((await at.getAttribute("data-correct")) || "").split(" ").filter(Boolean).map(Number);
  if (form === "fill") {
    const texts = await at.$$eval(".accepted ul", lists => lists.map(list => list.children[0].textContent));
    for (const [i, input] of (await at.$$(".quiz-input")).entries())
      await input.fill(right ? ` ${texts[i]}　` : "不是这个");
  } else if (form === "order") {
    for (const [place, index] of (right ? correct : [...correct].reverse()).entries()) {
      const now = () =>
        at.$$eval(
          ".items li",
          (items, wanted) => items.findIndex(item => Number(item.dataset.index) === wanted),
          index,
        );
      while ((await now()) > place) await (await at.$$(`.items li[data-index="${index}"] .move`))[0].click();
    }
    // An order that comes out as asked by chance has to be touched all the same.
    const [up, down] = await (await at.$(".items li:nth-child(2)")).$$(".move");
    await up.click();
    await down.click();
  } else if (form === "match") {
    const selects = await at.$$(".quiz-select");
    for (const [i, select] of selects.entries())
      await select.selectOption(String(right ? correct[i] : correct[(i + 1) % selects.length]));
  } else {
    const inputs = await at.$$(".options input");
    for (const input of inputs) {
      const value = Number(await input.getAttribute("value"));
      if (form === "multiple") await input.setChecked(right ? correct.includes(value) : !correct.includes(value));
      else if (right ? correct[0] === value : correct[0] !== value) await input.check();
    }
  }
}
