#include "static.glsl"

out vec4 albedoAndSun;
#ifdef SEMANTIC
flat out uint semanticClass;
#endif

void main()
{
    gl_Position = project(position - eye);
#ifdef LAYERED
    gl_Layer = int(layer);
#endif
#ifdef ROAD
    vec3 tint = roadTint;
    markStrip();
#else
    vec3 tint = kinds.x == Terrain || kinds.y == ClassVegetation ? terrainTint : vec3(1.0);
#endif
    albedoAndSun = vec4(colour.rgb * tint, max(dot(normal, toSun), 0.0));
#ifdef SEMANTIC
    semanticClass = kinds.y;
#endif
}
