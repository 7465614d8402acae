// What does not fit the room screen: words cut, too wide, too small; cards cut in vain. `floors`: 1/100 of the height.
(floors) => {
    const hall = document.querySelector(".k-hall"), height = Math.min(hall.clientHeight, hall.clientWidth * 0.75) / 100;
    const scale = Number(hall.dataset.scale), wrong = [];
    const bounds = (each) => {
        const rect = each.getBoundingClientRect(), cut = /inset\(0px 0px ([\d.]+)px/.exec(getComputedStyle(each).clipPath);
        return { top: rect.top, bottom: rect.bottom - (cut ? Number(cut[1]) : 0), left: rect.left, right: rect.right };
    };
    const walker = document.createTreeWalker(hall, NodeFilter.SHOW_TEXT), range = document.createRange();
    while (walker.nextNode()) {
        const text = walker.currentNode, of = text.parentElement;
        if (!text.data.trim() || of.closest("svg") || !of.checkVisibility({ visibilityProperty: true })) continue;
        const windows = [hall, ...[".k-result-words, .k-join-steps, .k-closing-words", ".k-stage"]
            .map((one) => of.closest(one)).filter(Boolean)].map(bounds);
        range.selectNodeContents(text);
        let seen = false;
        for (const line of range.getClientRects()) {
            if (windows.some((w) => line.bottom <= w.top + 2 || line.top >= w.bottom - 2)) continue;
            seen = true;
            if (windows.some((w) => line.top < w.top - 2 || line.bottom > w.bottom + 2)) wrong.push("cut: " + text.data);
            if (windows.some((w) => line.left < w.left - 1 || line.right > w.right + 1)) wrong.push("wide: " + text.data);
        }
        const repeated = of.closest(".k-top, .k-foot, .k-meta, .k-label, .k-test-meta");
        const floor = (repeated ? floors[0] : floors[1]) * height * scale, size = parseFloat(getComputedStyle(of).fontSize);
        if (seen && size < floor - 0.1) wrong.push(`small: ${size} < ${floor}: ${text.data}`);
    }
    for (const stage of hall.querySelectorAll(".k-stage")) {
        const shown = bounds(stage), lowest = stage.getBoundingClientRect().bottom;
        for (const card of stage.querySelectorAll(".k-card")) {
            const { top, bottom } = card.getBoundingClientRect();
            if (top >= shown.top - 2 && top < shown.bottom - 2 && bottom > shown.bottom + 2 && bottom <= lowest + 1)
                wrong.push(`a card is cut where it had room: ${card.textContent}`);
        }
    }
    if (document.scrollingElement.scrollWidth > innerWidth || document.scrollingElement.scrollHeight > innerHeight)
        wrong.push("the page scrolls");
    return wrong;
}
