#include "view.glsl"

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 colour;
layout(location = 3) in uvec4 kinds;
layout(location = 4) in vec3 place;

out vec4 albedoAndSun;
out vec3 strip;
flat out uvec4 kind;

void main()
{
    gl_Position = project(position - eye);
#ifdef LAYERED
    gl_Layer = int(layer);
#endif
    vec3 tint = kinds.x == Road || kinds.x == Gore ? roadTint : kinds.x == Terrain || kinds.y == ClassVegetation ? terrainTint : vec3(1.0);
    albedoAndSun = vec4(colour.rgb * tint, max(dot(normal, toSun), 0.0));
    strip = place;
    kind = kinds;
}
