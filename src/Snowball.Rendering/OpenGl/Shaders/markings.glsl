// Marking.All: half width, gap, dash and period, m.
const vec4 Markings[7] = vec4[](
    vec4(0.0, 0.0, 0.0, 1.0), vec4(0.075, 0.0, 1.0, 1.0), vec4(0.15, 0.0, 1.0, 1.0), vec4(0.075, 0.0, 6.0, 18.0), vec4(0.15, 0.0, 6.0, 12.0),
    vec4(0.225, 0.075, 1.0, 1.0), vec4(0.075, 0.0, 1.0, 1.0));
const uint Yellow = 6;

// Shading.GoreBars.
const vec4 GoreBars = vec4(0.0, 0.0, 1.0, 3.0);
