// A vertex of what stands still, at every level.
#include "view.glsl"
#ifdef ROAD
#include "markings.glsl"
#endif

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 colour;
layout(location = 3) in uvec4 kinds;
layout(location = 4) in vec3 place;

#ifdef ROAD
out vec3 strip;
flat out vec4 leftMarking;
flat out vec4 rightMarking;
flat out vec3 paintKind;

void markStrip()
{
    strip = place;
    leftMarking = kinds.x == Gore ? GoreBars : Markings[kinds.z];
    rightMarking = Markings[kinds.w];
    paintKind = vec3(kinds.z == Yellow, kinds.w == Yellow, kinds.x == Gore);
}
#endif
