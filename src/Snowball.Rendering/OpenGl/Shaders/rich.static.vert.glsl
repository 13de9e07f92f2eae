#include "view.glsl"

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 colour;
layout(location = 3) in uvec4 kinds;
layout(location = 4) in vec3 place;

out vec3 offset;
out vec3 facing;
out vec3 albedo;
out vec3 strip;
flat out uvec4 kind;

void main()
{
    offset = position - eye;
    gl_Position = project(offset);
    facing = normal;
    vec3 tint = kinds.x == Road || kinds.x == Gore ? roadTint : kinds.x == Terrain || kinds.y == ClassVegetation ? terrainTint : vec3(1.0);
    albedo = colour.rgb * tint;
    strip = place;
    kind = kinds;
}
