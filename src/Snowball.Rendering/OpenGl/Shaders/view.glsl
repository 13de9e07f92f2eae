// What holds for a picture: ViewBlock in C#.
layout(std140, binding = 0) uniform View
{
    vec3 eye; float layer;
    vec3 right; float scaleX;
    vec3 up; float scaleY;
    vec3 forward; float near;
    vec3 toSun; float fogDensity;
    vec3 sun; float headlights;
    vec3 ambient; float shadow;
    vec3 zenith; float markingWear;
    vec3 horizon; float rain;
    vec3 roadTint; float halfWidth;
    vec3 terrainTint; float pixel;
};

// Surface, SemanticClass and MarkingKind of the scene.
const uint Plain = 0, Paint = 1, Glass = 2, Road = 3, Gore = 4, Terrain = 5, HeadLamp = 6, TailLamp = 7, BrakeLamp = 8, IndicatorLeft = 9,
    IndicatorRight = 10;
const uint ClassMarking = 2, ClassVegetation = 4;

// Shading.Transmission.
float transmission(float depth)
{
    float t = fogDensity * depth;
    return 1.0 / (1.0 + t + t * t * (0.5 + t * (1.0 / 6.0)));
}

// Shading.Headlight.
float headlight(float depth, float right)
{
    float reach = depth * (1.0 / 30.0), side = right / (0.4 * depth + 2.0);
    return headlights * max(0.0, 1.0 - side * side) / (1.0 + reach * reach);
}

// Shading.Sky.
vec3 skyColour(float rise)
{
    float share = clamp(2.5 * rise, 0.0, 1.0);
    return mix(horizon, zenith, share * (2.0 - share));
}

// Depth reaches from 1 at the nearest plane to 0 at infinity: near / depth.
vec4 project(vec3 offset)
{
    return vec4(dot(right, offset) * scaleX, dot(up, offset) * scaleY, near, dot(forward, offset));
}
