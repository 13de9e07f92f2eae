#include "rich.glsl"

in vec3 offset;
in vec3 facing;
in vec3 albedo;
flat in vec3 glow;
flat in uvec3 kind;

layout(location = 0) out vec4 colour;
layout(location = 1) out uvec2 ids;

void main()
{
    vec3 normal = normalize(facing), view = normalize(offset), mirrored = reflect(view, normal);
    float share = sunlight(offset, normal), facingEye = max(-dot(view, normal), 0.0), gloss = max(dot(mirrored, toSun), 0.0);
    vec3 lit = albedo * matt(offset, normal, share);
    if (kind.x == Paint)
    {
        lit = mix(lit, surroundings(mirrored), 0.65 * fresnel(0.05, facingEye));
        lit += sun * share * (1.4 * pow(gloss, 160.0) + 0.12 * pow(gloss, 14.0));
    }
    else if (kind.x == Glass)
    {
        lit = mix(lit, surroundings(mirrored), fresnel(0.16, facingEye));
        lit += sun * share * 1.6 * pow(gloss, 260.0);
    }
    else if (kind.x >= HeadLamp)
    {
        lit = glow == vec3(0.0) ? mix(lit, surroundings(mirrored), fresnel(0.08, facingEye)) : 1.5 * glow + 0.25 * dot(glow, vec3(1.0));
    }
    else
    {
        lit += sun * share * 0.10 * pow(gloss, 20.0);
    }
    colour = vec4(fogged(lit, offset), 1.0);
    ids = kind.zy;
}
