// A vertex of a vehicle, at every level.
#include "view.glsl"
#include "lamps.glsl"

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 colour;
layout(location = 3) in uvec4 kinds;
// Of the vehicle: its axes with its length, width and height, and where it is from the eye, as three rows.
layout(location = 5) in vec4 rowX;
layout(location = 6) in vec4 rowY;
layout(location = 7) in vec4 rowZ;
layout(location = 8) in vec4 paintAndId;
layout(location = 9) in uint lamps;

// From the eye, m.
vec3 placeOfVertex()
{
    return vec3(dot(rowX, vec4(position, 1.0)), dot(rowY, vec4(position, 1.0)), dot(rowZ, vec4(position, 1.0)));
}

// Away from the surface, of any length: the columns of the rows are the axes times the size, and a normal wants the axes divided by it.
vec3 normalOfVertex()
{
    vec3 size2 = rowX.xyz * rowX.xyz + rowY.xyz * rowY.xyz + rowZ.xyz * rowZ.xyz, across = normal / size2;
    return vec3(dot(rowX.xyz, across), dot(rowY.xyz, across), dot(rowZ.xyz, across));
}
