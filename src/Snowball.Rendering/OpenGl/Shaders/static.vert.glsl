#include "view.glsl"
#ifdef ROAD
#include "markings.glsl"
#endif

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 colour;
layout(location = 3) in uvec4 kinds;
layout(location = 4) in vec3 place;

out vec4 albedoAndSun;
#ifdef ROAD
out vec3 strip;
flat out vec4 leftMarking;
flat out vec4 rightMarking;
flat out vec3 paintKind;
#endif
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
    strip = place;
    leftMarking = kinds.x == Gore ? GoreBars : Markings[kinds.z];
    rightMarking = Markings[kinds.w];
    paintKind = vec3(kinds.z == Yellow, kinds.w == Yellow, kinds.x == Gore);
#else
    vec3 tint = kinds.x == Terrain || kinds.y == ClassVegetation ? terrainTint : vec3(1.0);
#endif
    albedoAndSun = vec4(colour.rgb * tint, max(dot(normal, toSun), 0.0));
#ifdef SEMANTIC
    semanticClass = kinds.y;
#endif
}
