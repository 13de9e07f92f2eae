#include "rich.glsl"
#include "paint.glsl"

in vec3 offset;
in vec3 facing;
in vec3 albedo;
in vec3 strip;
flat in uvec4 kind;

layout(location = 0) out vec4 colour;
layout(location = 1) out uvec2 ids;

void main()
{
    vec3 footprint = max(abs(dFdx(strip)) + abs(dFdy(strip)), 1e-4);
    vec4 paint = paintOf(strip, footprint);
    vec2 place = strip.xy;
    vec2 ground = (offset + eye).xy;
    float size = length(fwidth(offset));

    // Asphalt: stones, patches, and the tracks that wheels polish in a lane.
    float stones = grain(ground, 55.0, size) + 0.7 * grain(ground, 13.0, size), patches = grain(ground * vec2(1.0, 1.0), 0.9, size) + grain(ground, 0.13, size);
    float fromMiddle = abs(0.5 * (strip.y - strip.z)), track = (fromMiddle - 0.85) * (1.0 / 0.3), oil = fromMiddle * (1.0 / 0.4);
    bool isLane = strip.y + strip.z > 2.7 && strip.y + strip.z < 4.6;
    float polish = isLane ? 0.09 / (1.0 + track * track * track * track) - 0.06 / (1.0 + oil * oil * oil * oil) : 0.0;
    vec3 asphalt = albedo * (1.0 + 0.30 * stones + 0.14 * patches - polish);
    float wear = clamp(markingWear * (1.0 + 5.0 * grain(ground, 2.7, size) + 4.0 * stones), 0.0, 1.0);
    vec3 matter = mix(asphalt, paint.rgb * (1.0 + 0.1 * stones), paint.a * (1.0 - wear));

    // Rain darkens the pavement and makes it a mirror, best where water stands.
    float water = rain * clamp(0.75 + 1.2 * grain(ground, 0.35, size) + 0.8 * patches, 0.0, 1.0);
    matter *= 1.0 - 0.45 * water * (1.0 - paint.a);
    vec3 normal = normalize(facing), view = normalize(offset);
    vec3 ripple = vec3(0.02 * rain * vec2(grain(ground, 4.0, size), grain(ground + 17.0, 4.0, size)), 0.0);
    vec3 mirrored = reflect(view, normalize(normal + ripple));
    float share = sunlight(offset, normal), facingEye = max(-dot(view, normal), 0.0);
    vec3 lit = matter * matt(offset, normal, share);
    float gloss = max(dot(mirrored, toSun), 0.0);
    lit += sun * share * (0.10 * pow(gloss, 12.0) * (1.0 - water) + 1.2 * water * pow(gloss, 220.0));
    lit = mix(lit, surroundings(mirrored), water * min(1.5 * fresnel(0.05, facingEye), 0.85));
    colour = vec4(fogged(lit, offset), 1.0);
    ids = uvec2(0, paint.a > 0.5 ? ClassMarking : kind.y);
}
