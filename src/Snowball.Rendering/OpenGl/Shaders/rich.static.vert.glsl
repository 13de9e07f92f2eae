#include "static.glsl"

out vec3 offset;
out vec3 facing;
out vec3 albedo;
flat out uvec4 kind;

void main()
{
    offset = position - eye;
    gl_Position = project(offset);
    facing = normal;
    vec3 tint = kinds.x == Road || kinds.x == Gore ? roadTint : kinds.x == Terrain || kinds.y == ClassVegetation ? terrainTint : vec3(1.0);
    albedo = colour.rgb * tint;
#ifdef ROAD
    markStrip();
#endif
    kind = kinds;
}
