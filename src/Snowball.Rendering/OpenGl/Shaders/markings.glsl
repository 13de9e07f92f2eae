// Marking.All: half width, gap, dash, period.
const vec4 Markings[7] = vec4[](
    vec4(0.0, 0.0, 0.0, 1.0), vec4(0.075, 0.0, 1.0, 1.0), vec4(0.15, 0.0, 1.0, 1.0), vec4(0.075, 0.0, 6.0, 18.0), vec4(0.15, 0.0, 6.0, 12.0),
    vec4(0.225, 0.075, 1.0, 1.0), vec4(0.075, 0.0, 1.0, 1.0));
const vec4 GoreBars = vec4(0.0, 0.0, 1.0, 3.0);
const uint Yellow = 6;

float overlap(float x, float halfWidth, float width)
{
    return max(0.0, min(x + 0.5 * width, halfWidth) - max(x - 0.5 * width, -halfWidth)) / width;
}

// Shading.DashShare.
float dashShare(vec4 marking, float s, float along)
{
    float dash = marking.z, period = marking.w, share = dash / period;
    float place = s - period * floor(s / period), start = place - 0.5 * along, end = place + 0.5 * along;
    float part = max(min(end, dash) - max(start, 0.0), 0.0) + min(max(end - period, 0.0), dash) + min(max(dash - (start + period), 0.0), dash);
    return share >= 1.0 || along >= period ? share : part / along;
}

// Shading.Coverage.
float coverage(vec4 marking, float edge, float s, float across, float along)
{
    float outer = overlap(edge, marking.x, across), inner = marking.y > 0.0 ? overlap(edge, marking.y, across) : 0.0;
    return (outer - inner) * dashShare(marking, s, along);
}

// Paint of a pixel of a strip of pavement, and the share of the pixel that it covers. The footprint is that of the strip's coordinates.
vec4 paintOf(uvec4 kind, vec3 strip, vec3 footprint)
{
    float left = coverage(Markings[kind.z], strip.y, strip.x, footprint.y, footprint.x);
    float right = coverage(Markings[kind.w], strip.z, strip.x, footprint.z, footprint.x);
    float share = kind.x == Gore ? dashShare(GoreBars, strip.x + strip.y, footprint.x + footprint.y) : max(left, right);
    bool isYellow = (left >= right ? kind.z : kind.w) == Yellow;
    return vec4(isYellow ? vec3(0.95, 0.75, 0.15) : vec3(0.92, 0.92, 0.90), share);
}
