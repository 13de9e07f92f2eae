#include "view.glsl"
#include "lamps.glsl"

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 colour;
layout(location = 3) in uvec4 kinds;
layout(location = 5) in vec4 rowX;
layout(location = 6) in vec4 rowY;
layout(location = 7) in vec4 rowZ;
layout(location = 8) in vec4 paintAndId;
layout(location = 9) in uint lamps;

out vec3 offset;
out vec3 facing;
out vec3 albedo;
flat out vec3 glow;
flat out uvec3 kind;

void main()
{
    offset = vec3(dot(rowX, vec4(position, 1.0)), dot(rowY, vec4(position, 1.0)), dot(rowZ, vec4(position, 1.0)));
    gl_Position = project(offset);
    vec3 size2 = rowX.xyz * rowX.xyz + rowY.xyz * rowY.xyz + rowZ.xyz * rowZ.xyz, across = normal / size2;
    facing = normalize(vec3(dot(rowX.xyz, across), dot(rowY.xyz, across), dot(rowZ.xyz, across)));
    albedo = matterOf(kinds.x, colour.rgb, paintAndId.rgb);
    glow = lampLight(kinds.x, lamps);
    kind = uvec3(kinds.xy, uint(paintAndId.a * 255.0 + 0.5));
}
