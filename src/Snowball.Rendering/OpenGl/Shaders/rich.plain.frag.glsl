#include "rich.glsl"

in vec3 offset;
in vec3 facing;
in vec3 albedo;
flat in uvec4 kind;

layout(location = 0) out vec4 colour;
layout(location = 1) out uvec2 ids;

void main()
{
    vec3 normal = normalize(facing), matter = albedo, place = offset + eye;
    float size = length(fwidth(offset));
    if (kind.x == Terrain)
    {
        // Meadows: dry and lush patches, tufts.
        float patches = grain(place.xy, 0.035, size) + 0.6 * grain(place.xy, 0.21, size), tufts = grain(place.xy, 1.9, size) + 0.8 * grain(place.xy, 9.0, size);
        matter *= 1.0 + 0.35 * patches + 0.35 * tufts;
        matter += matter * vec3(0.25, 0.08, -0.15) * patches;
    }
    else if (kind.y == ClassVegetation)
    {
        vec2 bark = place.xy + place.z * vec2(0.71, 1.13);
        matter *= 1.0 + 0.7 * grain(bark, 2.3, size) + 0.5 * grain(bark, 7.0, size);
    }
    float share = sunlight(offset, normal);
    vec3 lit = matter * matt(offset, normal, share);
    vec3 mirrored = reflect(normalize(offset), normal);
    float highlight = pow(max(dot(mirrored, toSun), 0.0), 30.0);
    if (kind.x == Plain && kind.y != ClassVegetation) lit += 0.12 * highlight * sun * share;
    colour = vec4(fogged(lit, offset), 1.0);
    ids = uvec2(0, kind.y);
}
