#include "rich.glsl"

layout(location = 0) in vec3 position;
layout(location = 5) in vec4 rowX;
layout(location = 6) in vec4 rowY;
layout(location = 7) in vec4 rowZ;

layout(location = 0) uniform int cascade;

// What the sun sees.
void main()
{
#ifdef VEHICLE
    vec3 offset = vec3(dot(rowX, vec4(position, 1.0)), dot(rowY, vec4(position, 1.0)), dot(rowZ, vec4(position, 1.0)));
#else
    vec3 offset = position - eye;
#endif
    vec4 point = vec4(offset, 1.0);
    gl_Position = vec4(
        dot(cascadeRows[3 * cascade], point), dot(cascadeRows[3 * cascade + 1], point), dot(cascadeRows[3 * cascade + 2], point), 1.0);
}
