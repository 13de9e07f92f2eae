#include "vehicle.glsl"

out vec3 offset;
out vec3 facing;
out vec3 albedo;
flat out vec3 glow;
flat out uvec3 kind;

void main()
{
    offset = placeOfVertex();
    gl_Position = project(offset);
    facing = normalize(normalOfVertex());
    albedo = matterOf(kinds.x, colour.rgb, paintAndId.rgb);
    glow = lampLight(kinds.x, lamps);
    kind = uvec3(kinds.xy, uint(paintAndId.a * 255.0 + 0.5));
}
