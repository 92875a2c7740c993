// How many times as large as usual a view draws its letters: explorers.css says so, by its room.
const zoomOf = (el) => Number(getComputedStyle(el).getPropertyValue("--bp-zoom")) || 1;
