#include "view.glsl"

// What level rich adds to Shading: LightBlock in C#, noise, shadows and reflections.
const int Cascades = 3, MaxBeams = 12;

layout(std140, binding = 1) uniform Light
{
    // Rows that take a point relative to the eye into each shadow map: across and up in [-1, 1], towards the sun in [0, 1].
    vec4 cascadeRows[3 * Cascades];
    // Headlamps of vehicles: where they are from the eye and how strong, where they shine.
    vec4 beamPlaces[MaxBeams];
    vec4 beamAxes[MaxBeams];
    int beams;
    // 0 while light comes from everywhere alike.
    float sunShadow;
    // 1 by night, 0 by day.
    float darkness;
};

layout(binding = 3) uniform sampler2DArrayShadow shadowMaps;

float hash(ivec2 cell)
{
    uint h = uint(cell.x) * 0x9E3779B1u ^ uint(cell.y) * 0x85EBCA77u;
    h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
    h = (h ^ (h >> 13)) * 0x297A2D39u;
    return float((h ^ (h >> 15)) >> 8) * (1.0 / 16777216.0);
}

// Value noise in [0, 1] with cells of size 1.
float noise(vec2 p)
{
    vec2 cell = floor(p), t = p - cell;
    t *= t * (3.0 - 2.0 * t);
    ivec2 c = ivec2(cell);
    return mix(mix(hash(c), hash(c + ivec2(1, 0)), t.x), mix(hash(c + ivec2(0, 1)), hash(c + ivec2(1, 1)), t.x), t.y);
}

// Noise about 0 that fades out where a pixel, of the given size on the surface, spans its cells.
float grain(vec2 p, float frequency, float size)
{
    return (noise(p * frequency) - 0.5) * clamp(1.5 - 1.5 * size * frequency, 0.0, 1.0);
}

// Share of the sun that reaches a point: the first map that covers it, softened.
float sunlight(vec3 offset, vec3 normal)
{
    if (sunShadow == 0.0) return 1.0;
    for (int cascade = 0; cascade < Cascades; cascade++)
    {
        vec4 point = vec4(offset, 1.0);
        vec3 place = vec3(dot(cascadeRows[3 * cascade], point), dot(cascadeRows[3 * cascade + 1], point), dot(cascadeRows[3 * cascade + 2], point));
        if (max(abs(place.x), abs(place.y)) > 0.98) continue;
        vec2 uv = 0.5 + vec2(0.5, -0.5) * place.xy;
        float texel = 1.0 / float(textureSize(shadowMaps, 0).x), sum = 0.0;
        for (int i = 0; i < 5; i++)
        {
            vec2 tap = i == 4 ? vec2(0.0) : vec2((i & 1) == 0 ? -0.9 : 0.9, (i & 2) == 0 ? -0.9 : 0.9);
            sum += texture(shadowMaps, vec4(uv + tap * texel, float(cascade), place.z));
        }
        return mix(1.0, sum * 0.2, sunShadow);
    }
    return 1.0;
}

// Light of the beams of other vehicles, cut off above their lamps.
vec3 beamLight(vec3 offset, vec3 normal)
{
    vec3 sum = vec3(0.0);
    for (int i = 0; i < beams; i++)
    {
        vec3 ray = offset - beamPlaces[i].xyz;
        float along = dot(ray, beamAxes[i].xyz), side2 = dot(ray, ray) - along * along, spread = 0.4 * along + 1.0, reach = along * (1.0 / 30.0);
        float facing = max(-dot(normal, ray), 0.0) * inversesqrt(dot(ray, ray)) * 0.55 + 0.45;
        float light = along > 0.0 ? max(0.0, 1.0 - side2 / (spread * spread)) * min(along, 1.0) / (1.0 + reach * reach) : 0.0;
        float below = clamp(1.0 - (ray.z - 0.3) / (0.5 + 0.02 * along), 0.06, 1.0);
        sum += vec3(1.0, 0.97, 0.88) * beamPlaces[i].w * light * facing * below;
    }
    return sum;
}

// What a mirror shows in a direction: the sky, or below it the ground.
vec3 surroundings(vec3 direction)
{
    vec3 ground = 0.22 * (ambient + 0.6 * sun);
    return direction.z > 0.0 ? skyColour(direction.z) : mix(horizon, ground, clamp(-6.0 * direction.z, 0.0, 1.0));
}

float fresnel(float base, float facing)
{
    float rest = 1.0 - facing;
    return base + (1.0 - base) * rest * rest * rest * rest * rest;
}

// Light on a matt surface, softer from below.
vec3 matt(vec3 offset, vec3 normal, float sunShare)
{
    float depth = dot(forward, offset);
    vec3 light = ambient * (0.86 + 0.14 * normal.z) + sun * max(dot(normal, toSun), 0.0) * sunShare;
    return light + headlight(max(depth, 0.1), dot(right, offset)) + beamLight(offset, normal);
}

// Fog, brighter around the sun.
vec3 fogged(vec3 colour, vec3 offset)
{
    float depth = dot(forward, offset), facing = max(dot(normalize(offset), toSun), 0.0);
    return mix(horizon + 0.18 * sun * facing * facing * facing * facing * facing * facing, colour, transmission(max(depth, near)));
}
