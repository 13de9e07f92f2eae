#include "view.glsl"

layout(location = 5) in vec4 rowX;
layout(location = 6) in vec4 rowY;
layout(location = 7) in vec4 rowZ;

// From the edge of the footprint, in units of the fade's length: negative within.
out vec2 place;
flat out vec2 extent;

const float Fade = 0.5, Lift = 0.03;

// The footprint and its fringe on the road's plane, a little above it.
void main()
{
    vec2 size = vec2(length(vec3(rowX.x, rowY.x, rowZ.x)), length(vec3(rowX.y, rowY.y, rowZ.y)));
    float height = length(vec3(rowX.z, rowY.z, rowZ.z));
    extent = 0.5 * size;
    place = (extent + Fade) * vec2((gl_VertexID & 1) == 0 ? -1.0 : 1.0, (gl_VertexID & 2) == 0 ? -1.0 : 1.0);
    vec4 point = vec4(place / size, Lift / height, 1.0);
    gl_Position = project(vec3(dot(rowX, point), dot(rowY, point), dot(rowZ, point)));
    // Where the road is not flat it may lie above that plane.
    gl_Position.z *= 1.003;
#ifdef LAYERED
    gl_Layer = int(layer);
#endif
}
