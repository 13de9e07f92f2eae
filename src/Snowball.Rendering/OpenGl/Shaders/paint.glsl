// Marking along the left and the right edge of the strip: half width, gap, dash and period, m. A gore has its bars as the left one.
flat in vec4 leftMarking;
flat in vec4 rightMarking;
// Whether the left, the right one is yellow, and whether the strip is a gore.
flat in vec3 paintKind;

// Shading.DashShare.
float dashShare(float dash, float period, float s, float along)
{
    float turns = s / period, place = period * (turns - floor(turns)), start = place - 0.5 * along, end = place + 0.5 * along;
    float part = max(min(end, dash) - max(start, 0.0), 0.0) + min(max(end - period, 0.0), dash) + min(max(dash - (start + period), 0.0), dash);
    return dash >= period || along >= period ? dash / period : part / along;
}

// Shading.Coverage, at the nearer edge; a pixel that reaches both is smaller than paint. The footprint is that of the strip's coordinates.
vec4 paintOf(vec3 strip, vec3 footprint)
{
    bool isGore = paintKind.z > 0.5, isLeft = isGore || strip.y <= strip.z;
    vec4 marking = isLeft ? leftMarking : rightMarking;
    float edge = isLeft ? strip.y : strip.z, across = isLeft ? footprint.y : footprint.z, low = edge - 0.5 * across, high = edge + 0.5 * across;
    float outer = max(min(high, marking.x) - max(low, -marking.x), 0.0), inner = max(min(high, marking.y) - max(low, -marking.y), 0.0);
    float line = isGore ? 1.0 : (outer - inner) / across, skew = isGore ? 1.0 : 0.0;
    float share = line * dashShare(marking.z, marking.w, strip.x + skew * strip.y, footprint.x + skew * footprint.y);
    vec3 paint = (isLeft ? paintKind.x : paintKind.y) > 0.5 ? vec3(0.95, 0.75, 0.15) : vec3(0.92, 0.92, 0.90);
    return vec4(paint, share);
}
